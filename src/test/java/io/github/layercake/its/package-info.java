/**
 * What the scripts in {@code src/it} share: they run Maven again, and read what came out with code that is not ours.
 */
@NullMarked
package io.github.layercake.its;

import org.jspecify.annotations.NullMarked;
