/** Where a finished image goes. */
@NullMarked
package io.github.layercake.destination;

import org.jspecify.annotations.NullMarked;
