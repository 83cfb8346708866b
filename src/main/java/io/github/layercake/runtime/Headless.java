package io.github.layercake.runtime;

import java.util.Set;

/** What of a JDK nobody can use in a container: windows and sound, which need a desktop's libraries. */
final class Headless {
    private static final Set<String> LEFT_OUT = Set.of(
            "lib/libawt_xawt.so",
            "lib/libjawt.so",
            "lib/libjsound.so",
            "lib/libsplashscreen.so",
            "lib/jexec",
            "lib/classlist");

    private Headless() {}

    static boolean isLeftOut(String path) {
        return LEFT_OUT.contains(path);
    }
}
