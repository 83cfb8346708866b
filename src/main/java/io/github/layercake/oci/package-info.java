/**
 * The vocabulary of the OCI image specification: records, and their JSON. Values only: nothing here reads a file or a
 * network.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/tree/v1.1.0">OCI image-spec 1.1</a>
 */
@NullMarked
package io.github.layercake.oci;

import org.jspecify.annotations.NullMarked;
