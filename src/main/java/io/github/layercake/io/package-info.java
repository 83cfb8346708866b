/**
 * Bytes: digests, re-openable content, tar, gzip and atomic files. The lowest package: it imports no other of ours, and
 * is the only importer of commons-compress.
 */
@NullMarked
package io.github.layercake.io;

import org.jspecify.annotations.NullMarked;
