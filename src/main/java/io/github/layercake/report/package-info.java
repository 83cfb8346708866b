/**
 * Words and pictures about a build: for the console, and as JSON. It imports {@code layer}, which the first table of
 * packages forbade: what is told about a layer is a {@code BuiltLayer}, and a copy of it for telling would be a second
 * type for one fact; and {@code runtime}, for the same reason.
 */
@NullMarked
package io.github.layercake.report;

import org.jspecify.annotations.NullMarked;
