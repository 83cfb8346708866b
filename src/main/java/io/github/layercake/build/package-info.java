/** The recipe: how the parts work together to make an image, and what is told about it. */
@NullMarked
package io.github.layercake.build;

import org.jspecify.annotations.NullMarked;
