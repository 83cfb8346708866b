/**
 * What changes the compiled classes before they are tested, and how they are packed, so that a cold JVM has less to do.
 */
package io.github.layercake.bytecode;
