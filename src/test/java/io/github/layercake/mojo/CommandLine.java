package io.github.layercake.mojo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Properties that are there before the goal is configured. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface CommandLine {

    /** {@code name=value} of {@code -D}. */
    String[] value() default {};

    /** {@code name=value} of the POM's properties. */
    String[] pom() default {};
}
