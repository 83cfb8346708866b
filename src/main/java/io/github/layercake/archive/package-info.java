/**
 * Images in files: the OCI layout directory, the same as a tar archive, and {@code docker save}'s archive; written and
 * read. The one place that knows these formats.
 */
@NullMarked
package io.github.layercake.archive;

import org.jspecify.annotations.NullMarked;
