/**
 * What makes the cost of a build follow the change: finds layers and segments in the store by the content that they are
 * made of, and tells why something had to be made anew.
 */
@NullMarked
package io.github.layercake.cache;

import org.jspecify.annotations.NullMarked;
