/**
 * The Java runtime that goes below an application: which modules it needs, the link, the shared libraries of this
 * machine, and whether a base has them.
 */
@NullMarked
package io.github.layercake.runtime;

import org.jspecify.annotations.NullMarked;
