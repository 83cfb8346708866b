package io.github.layercake.runtime;

import io.github.layercake.io.Digest;

/**
 * A file of this machine that goes into the image, because the runtime needs it and there is nothing below.
 *
 * @param path in the image, absolute
 * @param origin where it is on this machine, links resolved
 * @param size in bytes
 * @param digest of the content
 * @param packageName name and version of the package that brought it, or empty
 */
public record HostLibrary(String path, String origin, long size, Digest digest, String packageName) {}
