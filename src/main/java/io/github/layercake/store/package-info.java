/**
 * What is kept between builds, per user and shared by all projects. The only package that knows the names of files in
 * the cache directory. Nothing in it is trusted: what does not pass its checksum is set aside and counts as missing,
 * and what cannot be written is not written.
 */
@NullMarked
package io.github.layercake.store;

import org.jspecify.annotations.NullMarked;
