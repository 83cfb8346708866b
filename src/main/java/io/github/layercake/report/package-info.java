/** Words and pictures about a build: for the console, and as JSON. */
@NullMarked
package io.github.layercake.report;

import org.jspecify.annotations.NullMarked;
