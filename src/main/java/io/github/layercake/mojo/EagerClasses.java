package io.github.layercake.mojo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Defines at once the classes that every build of an image needs. The loader that Maven has for a plugin searches for a
 * class in several places first, and fails twice with the stack of all of Maven: for three hundred classes that is a
 * fifth of a build in which one class has changed. Classes of this loader they are all the same, with the same package,
 * rights and origin.
 *
 * <p>Nobody else may be loading any of them meanwhile, or one of both would fail. So every goal calls this class before
 * any that is listed, and waits for whoever is here.
 */
final class EagerClasses {
    /**
     * Names without {@link #OURS}: those that {@code -Xlog:class+load} shows when one class of a project has changed,
     * in that order, but first what the verifier loads for others, and nothing that a goal is made of. A test says so.
     */
    private static final String LIST = "io/github/layercake/mojo/eager-classes.txt";

    private static final String OURS = "io.github.layercake.";

    private static boolean begun;

    private EagerClasses() {}

    /**
     * Defines them, unless one was needed already. Never fails: what is not defined here is loaded when it is needed.
     */
    static synchronized void define() {
        if (begun) {
            return;
        }
        begun = true;
        CodeSource source = EagerClasses.class.getProtectionDomain().getCodeSource();
        URL jar = source == null ? null : source.getLocation();
        if (jar != null && jar.getProtocol().equals("file") && jar.getPath().endsWith(".jar")) {
            try (ZipFile classes = new ZipFile(Path.of(jar.toURI()).toFile())) {
                define(classes, new String(read(classes, classes.getEntry(LIST)), StandardCharsets.US_ASCII));
            } catch (IOException
                    | URISyntaxException
                    | IllegalArgumentException
                    | ReflectiveOperationException
                    | LinkageError e) {
                return;
            }
        }
    }

    /** Says that a goal begins which needs few of them: from now on it is too late. */
    static synchronized void leave() {
        begun = true;
    }

    private static void define(ZipFile classes, String list) throws IOException, ReflectiveOperationException {
        // Who may define classes in a package is who was defined in it.
        Map<String, MethodHandles.Lookup> lookups = new HashMap<>();
        int end;
        for (int start = 0; (end = list.indexOf('\n', start)) > 0; start = end + 1) {
            String name = OURS + list.substring(start, end);
            String inPackage = name.substring(0, name.lastIndexOf('.'));
            MethodHandles.Lookup lookup = lookups.get(inPackage);
            if (lookup == null) {
                Class<?> first = Class.forName(name, false, EagerClasses.class.getClassLoader());
                lookups.put(inPackage, MethodHandles.privateLookupIn(first, MethodHandles.lookup()));
            } else {
                define(lookup, read(classes, classes.getEntry(name.replace('.', '/') + ".class")));
            }
        }
    }

    private static void define(MethodHandles.Lookup lookup, byte[] bytes) throws IllegalAccessException {
        try {
            lookup.defineClass(bytes);
        } catch (LinkageError e) {
            // The verifier has loaded it for another one.
            return;
        }
    }

    private static byte[] read(ZipFile classes, @Nullable ZipEntry entry) throws IOException {
        if (entry == null) {
            throw new IOException("The list is not of this jar");
        }
        byte[] bytes = new byte[(int) entry.getSize()];
        try (InputStream in = classes.getInputStream(entry)) {
            in.readNBytes(bytes, 0, bytes.length);
        }
        return bytes;
    }
}
