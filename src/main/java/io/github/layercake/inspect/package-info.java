/**
 * Asks any image, whatever it came from, and the archives that we write. Nothing here changes an image.
 *
 * <p>It imports {@code archive} because an archive is checked by reading it in each of its formats, and only that
 * package knows them.
 */
@NullMarked
package io.github.layercake.inspect;

import org.jspecify.annotations.NullMarked;
