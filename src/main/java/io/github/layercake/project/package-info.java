/** What an application consists of: reads directories and class files; knows nothing of Maven. */
@NullMarked
package io.github.layercake.project;

import org.jspecify.annotations.NullMarked;
