/** Where a base image comes from. */
@NullMarked
package io.github.layercake.base;

import org.jspecify.annotations.NullMarked;
