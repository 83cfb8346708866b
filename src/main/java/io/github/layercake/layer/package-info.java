/** Turns the plan of a layer into its bytes. */
@NullMarked
package io.github.layercake.layer;

import org.jspecify.annotations.NullMarked;
