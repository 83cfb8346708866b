/** What goes where in the image, in which layer and in which order. Pure: opens no file, asks no clock. */
@NullMarked
package io.github.layercake.plan;

import org.jspecify.annotations.NullMarked;
