/** The goals: parameters in, one call, exceptions out. The only importer of Maven. */
@NullMarked
package io.github.layercake.mojo;

import org.jspecify.annotations.NullMarked;
