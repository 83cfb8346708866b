package io.github.layercake.runtime;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;

/**
 * A file of the class path: a jar, or a class.
 *
 * @param path in the image
 * @param content its bytes
 * @param digest of them
 */
public record ClassPathFile(String path, Content content, Digest digest) {}
