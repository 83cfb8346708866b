package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EagerClassesTest {
    private static final String OURS = "io.github.layercake.";
    private static final String LIST = "io/github/layercake/mojo/eager-classes.txt";

    /** What Maven and the goals touch before {@link EagerClasses} is called; besides the goals and their parameters. */
    private static final List<String> BEFORE = List.of("ImageRun", "Parameters", "Parameters$$Lambda0", "EagerClasses");

    @TempDir
    Path directory;

    @Test
    void whatMavenAndOtherThreadsMayBeLoadingIsNotListed() throws Exception {
        try (Loader loader = new Loader(classes())) {
            List<String> before = new ArrayList<>(BEFORE);
            try (Stream<Path> files = Files.list(classes().resolve("io/github/layercake/mojo"))) {
                files.map(file -> Objects.toString(file.getFileName()).replace(".class", ""))
                        .filter(name -> name.matches("\\w+(Mojo|Parameter)|(Image|Cache)Parameters"))
                        .forEach(before::add);
            }
            assertThat(before).contains("BuildMojo", "ImageParameters", "DfMojo", "LayersParameter");
            for (String name : before) {
                Class<?> touched = Class.forName(OURS + "mojo." + name, true, loader);
                // Dependency injection asks for all of them, with their types.
                assertThat(touched.getDeclaredFields()).isNotNull();
                assertThat(touched.getDeclaredMethods()).isNotNull();
                assertThat(touched.getDeclaredConstructors()).isNotNull();
            }

            assertThat(loader.searched).contains(OURS + "mojo.BuildMojo").doesNotContainAnyElementsOf(list());
        }
    }

    @Test
    void eachIsDefinedOnceAndOnlyTheFirstOfAPackageIsSearchedFor() throws Exception {
        Path jar = jar(list());
        try (Loader loader = new Loader(jar)) {
            call(loader, "define");

            assertThat(list())
                    .allSatisfy(name -> assertThat(loader.loaded(name))
                            .isNotNull()
                            .satisfies(type -> assertThat(type.getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation())
                                    .isEqualTo(jar.toUri().toURL()))
                            .satisfies(type -> assertThat(type.getClassLoader()).isSameAs(loader)));
            Set<String> packages = new HashSet<>();
            Set<String> first = new TreeSet<>();
            for (String name : list()) {
                if (packages.add(name.substring(0, name.lastIndexOf('.')))) {
                    first.add(name);
                }
            }
            Set<String> searched = new TreeSet<>(loader.searched);
            searched.retainAll(list());
            assertThat(searched).isEqualTo(first);
        }
    }

    @Test
    void afterAnotherGoalItIsTooLate() throws Exception {
        try (Loader loader = new Loader(jar(list()))) {
            call(loader, "leave");
            call(loader, "define");

            assertThat(list())
                    .allSatisfy(name -> assertThat(loader.loaded(name)).isNull());
        }
    }

    @Test
    void aListThatIsNotOfThisJarAndNoJarAtAllLeaveEverythingToTheLoader() throws Exception {
        String last = OURS + "io.Digest";
        for (List<String> names : List.of(
                List.of(OURS + "io.Content", OURS + "io.NoSuchClass", last),
                List.of(OURS + "nowhere.NoSuchClass", last),
                List.<String>of())) {
            try (Loader loader = new Loader(jar(names))) {
                call(loader, "define");

                assertThat(loader.loaded(last)).isNull();
                assertThat(Class.forName(last, true, loader).getClassLoader()).isSameAs(loader);
            }
        }
        try (Loader loader = new Loader(classes())) {
            call(loader, "define");

            assertThat(loader.loaded(last)).isNull();
        }
    }

    private static void call(ClassLoader loader, String name) throws ReflectiveOperationException {
        Method method = Class.forName(OURS + "mojo.EagerClasses", true, loader).getDeclaredMethod(name);
        method.setAccessible(true);
        method.invoke(null);
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(EagerClasses.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<String> list() throws IOException, URISyntaxException {
        return Files.readAllLines(classes().resolve(LIST)).stream()
                .map(OURS::concat)
                .toList();
    }

    /** The plugin as people get it, with a list. */
    private Path jar(List<String> list) throws IOException, URISyntaxException {
        Path jar = Files.createTempFile(directory, "a b", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(classes())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = classes().relativize(file).toString();
                if (!name.equals(LIST)) {
                    put(name, Files.readAllBytes(file), out);
                }
            }
            StringBuilder names = new StringBuilder();
            list.forEach(name -> names.append(name.substring(OURS.length())).append('\n'));
            put(LIST, names.toString().getBytes(StandardCharsets.US_ASCII), out);
        }
        return jar;
    }

    private static void put(String name, byte[] bytes, JarOutputStream out) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    /** Has classes of its own, and tells which were searched for; all others come from where this test comes from. */
    private static final class Loader extends URLClassLoader {
        final Set<String> searched = new TreeSet<>();

        Loader(Path classes) throws IOException {
            super(new URL[] {classes.toUri().toURL()}, EagerClassesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                searched.add(name);
                return findClass(name);
            }
        }

        @Nullable
        Class<?> loaded(String name) {
            return findLoadedClass(name);
        }
    }
}
