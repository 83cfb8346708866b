package io.github.layercake.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.plan.TreeEntry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes {@code java} can start, asked of class files that real compilers made. */
class MainClassesTest {
    private static final Path JAVAC_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/javac");
    private static final String MAIN = "public static void main(String[] args) {}";

    @TempDir
    Path directory;

    /** Compiles one source file for Java 17. */
    private List<TreeEntry> compiled(String source) throws IOException {
        compile(List.of(Files.writeString(directory.resolve("Source.java"), source)));
        return classes();
    }

    private void compile(List<Path> sources) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(
                List.of("--release", "17", "-d", directory.resolve("classes").toString()));
        sources.forEach(source -> arguments.add(source.toString()));
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new));
        assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    private void compileBy25(List<Path> sources) throws Exception {
        assumeTrue(Files.isExecutable(JAVAC_25), "There is no Java 25");
        List<String> command = new ArrayList<>(
                List.of(JAVAC_25.toString(), "-d", directory.resolve("classes").toString()));
        sources.forEach(source -> command.add(source.toString()));
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String messages = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(javac.waitFor()).as(messages).isZero();
    }

    private List<TreeEntry> classes() throws IOException {
        return OutputDirectory.read(directory.resolve("classes"), true).classes();
    }

    private static byte[] bytes(List<TreeEntry> classes, String path) throws IOException {
        for (TreeEntry entry : classes) {
            if (entry.path().equals(path)) {
                return ((TreeEntry.File) entry.body()).content().readAll();
            }
        }
        throw new AssertionError(path);
    }

    private static TreeEntry entry(String path, byte[] bytes) {
        return new TreeEntry(path, new TreeEntry.File(Content.of(bytes), bytes.length, false));
    }

    @Test
    void theOneClassWithAMainMethodIsFound() throws IOException {
        assertThat(find(compiled("package com.example; class App { " + MAIN + " } class Other { void main() {} }")))
                .isEqualTo("com.example.App");
    }

    @Test
    void everyKindOfTypeCanHaveIt() throws IOException {
        assertThat(started(
                        "class App { " + MAIN + " }",
                        "abstract class App { " + MAIN + " }",
                        "interface App { static void main(String[] a) {} }",
                        "enum App { A; " + MAIN + " }",
                        "record App(int x) { " + MAIN + " }",
                        "class App { public static final synchronized void main(String... a) {} }",
                        "class App { private App(int x) {} " + MAIN + " }",
                        "class App extends Parent { " + MAIN + " } class Parent { static void main(String[] a) {} }"))
                .containsExactly("p0.App", "p1.App", "p2.App", "p3.App", "p4.App", "p5.App", "p6.App", "p7.App");
    }

    @Test
    void aNestedClassHasItsBinaryName() throws IOException {
        assertThat(find(compiled("package a.b; class Outer { static class Inner { " + MAIN + " } }")))
                .isEqualTo("a.b.Outer$Inner");
    }

    @Test
    void aNameOfOtherLettersIsRight() throws IOException {
        assertThat(find(compiled("package gr\\u00fc\\u00dfe; class K\\u00e4se { " + MAIN + " }")))
                .isEqualTo("gr\u00fc\u00dfe.K\u00e4se");
    }

    @Test
    void theClassThatDeclaresAnInheritedMainMethodIsNamed() throws IOException {
        assertThat(find(compiled("class App extends Base {} class Base { " + MAIN + " }")))
                .isEqualTo("Base");
    }

    @Test
    void whatOnlyLooksLikeAMainMethodIsNone() throws IOException {
        assertThat(started(Stream.of(
                                "static void main(String[] a) {}",
                                "private static void main(String[] a) {}",
                                "public void main(String[] a) {}",
                                "public static void main() {}",
                                "public static int main(String[] a) { return 0; }",
                                "public static void main(String a) {}",
                                "public static void main(Object[] a) {}",
                                "public static void Main(String[] a) {}",
                                "public static void main(String[][] a) {}")
                        .map(method -> "class App { " + method + " }")
                        .toArray(String[]::new)))
                .isEmpty();
    }

    @Test
    void noneIsAnErrorThatNamesTheParameter() throws IOException {
        List<TreeEntry> classes = compiled("class App {}");

        assertThatThrownBy(() -> find(classes))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("None of the project's 1 classes has a main method.")
                .hasMessageContaining("<mainClass>")
                .hasMessageContaining("-Dimage.mainClass=");
    }

    @Test
    void severalAreAnErrorThatListsThem() throws IOException {
        List<TreeEntry> classes = compiled(
                "package x; class B { " + MAIN + " } class A { " + MAIN + " static class C { " + MAIN + " } }");

        assertThatThrownBy(() -> find(classes))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("Several classes have a main method: x.A, x.A$C, x.B.");
    }

    @Test
    void java25StartsInstanceMainMethodsToo() throws Exception {
        assertThat(startedByJava25(
                        "class App { void main() {} }",
                        "class App { protected void main(String[] a) {} }",
                        "class App { static void main() {} }",
                        "abstract class App { static void main() {} }",
                        "class App { App(int i) {} static void main() {} }",
                        "record App() { void main() {} }",
                        "interface App { static void main() {} } class Impl implements App { private Impl(int x) {} }",
                        "class App { " + MAIN + " void main() {} }"))
                .containsExactly("p0.App", "p1.App", "p2.App", "p3.App", "p4.App", "p5.App", "p6.App", "p7.App");
    }

    @Test
    void java25StartsACompactSourceFile() throws Exception {
        compileBy25(List.of(Files.writeString(directory.resolve("Hello.java"), "void main() { }")));

        assertThat(find(classes())).isEqualTo("Hello");
    }

    @Test
    void java25CannotStartTheseEither() throws Exception {
        assertThat(startedByJava25(
                        "class App { private void main() {} }",
                        "abstract class App { void main() {} }",
                        "class App { App(int i) {} void main() {} }",
                        "class App { private App() {} void main() {} }",
                        "class App { class Inner { void main() {} } }",
                        "interface App { default void main() {} }",
                        "interface App { void main(); }",
                        "enum App { A; void main() {} }",
                        "record App(int x) { void main() {} }",
                        "class App { int main() { return 0; } }",
                        "class App { static void main(int i) {} }"))
                .isEmpty();
    }

    private List<String> started(String... sources) throws IOException {
        compile(inPackages(sources));
        return started();
    }

    private List<String> startedByJava25(String... sources) throws Exception {
        compileBy25(inPackages(sources));
        return started();
    }

    /** Files of sources, each of which is in a package of its own: {@code p0} and so on. */
    private List<Path> inPackages(String... sources) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            Path file = Files.createDirectories(directory.resolve("source" + i)).resolve("Source.java");
            files.add(Files.writeString(file, "package p" + i + "; " + sources[i]));
        }
        return files;
    }

    /** All classes that can be started. */
    private List<String> started() throws IOException {
        List<String> started = new ArrayList<>();
        for (TreeEntry entry : classes()) {
            mainMethod(((TreeEntry.File) entry.body()).content().readAll()).ifPresent(started::add);
        }
        return started.stream().sorted().toList();
    }

    @Test
    void aClassFileThatIsNewerThanEveryJavaIsReadAllTheSame() throws IOException {
        byte[] newer = bytes(compiled("class App { " + MAIN + " }"), "App.class");
        newer[7] = 99;

        assertThat(mainMethod(newer)).contains("App");
    }

    /** As Kotlin compiles {@code fun main()}: the real method, and a synthetic one that Java can start. */
    @Test
    void aSyntheticMainMethodCounts() throws IOException {
        byte[] kotlin = classFile("MainKt", 52, 0x0019, "()V", 0x1009, "([Ljava/lang/String;)V");

        assertThat(mainMethod(kotlin)).contains("MainKt");
    }

    @Test
    void aConstantOfAKindThatIsNotInventedYetIsNoReasonToFail() throws IOException {
        byte[] file = classFile("App", 99, 0x0009, "([Ljava/lang/String;)V");
        file[10] = 77;

        assertThat(mainMethod(file)).isEmpty();
    }

    @Test
    void aClassFileCutAnywhereIsNoReasonToFail() throws IOException {
        byte[] file = bytes(
                compiled("class App { long x = 5L; double y = 2.5; String s = \"\u00e4\"; " + MAIN + " }"),
                "App.class");
        for (int length = 0; length < file.length; length++) {
            assertThat(mainMethod(Arrays.copyOf(file, length)))
                    .isEqualTo(MainMethod.find(file, length))
                    .isIn(Optional.empty(), Optional.of("App"));
        }
    }

    @Test
    void damagedClassFilesAreNoReasonToFail() throws IOException {
        byte[] file = bytes(compiled("class App { " + MAIN + " int f(int i) { return i * 2; } }"), "App.class");
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = file.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            mainMethod(damaged);
        }
        for (String garbage : List.of("", "\u00ca", "not a class file at all", "#!/bin/sh\n")) {
            assertThat(mainMethod(garbage.getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
        byte[] big = new byte[100_000];
        random.nextBytes(big);
        System.arraycopy(file, 0, big, 0, 8);
        assertThat(mainMethod(big)).isEmpty();
    }

    @Test
    void aClassOfAMultiReleaseJarIsNotTakenForAnother() throws IOException {
        byte[] file = bytes(compiled("package p; class App { " + MAIN + " }"), "p/App.class");

        assertThat(find(List.of(entry("META-INF/versions/9/p/App.class", file), entry("p/App.class", file))))
                .isEqualTo("p.App");
        List<TreeEntry> elsewhere = List.of(entry("templates/App.class", file));
        assertThatThrownBy(() -> find(elsewhere)).hasMessageContaining("None of");
    }

    @Test
    void withoutAnyClassTheErrorSaysSo() {
        assertThatThrownBy(() -> find(List.of()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("None of the project's 0 classes has a main method.");
    }

    @Test
    void theClassesOfARealJdkAreRead() throws IOException {
        Path modules = Path.of(java.net.URI.create("jrt:/jdk.compiler/com/sun/tools/javac"));
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(modules)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                mainMethod(Files.readAllBytes(file)).ifPresent(names::add);
            }
        }
        // The launcher of single source files has another name in newer JDKs.
        String launcher = Runtime.version().feature() < 22 ? "Main" : "SourceLauncher";
        assertThat(names)
                .containsExactlyInAnyOrder("com.sun.tools.javac.Main", "com.sun.tools.javac.launcher." + launcher);
    }

    /** A class file with nothing but main methods: pairs of access flags and descriptor. */
    private static byte[] classFile(String name, int version, Object... methods) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeShort(0);
        out.writeShort(version);
        out.writeShort(4 + methods.length / 2);
        out.writeByte(7);
        out.writeShort(2);
        out.writeByte(1);
        out.writeUTF(name);
        out.writeByte(1);
        out.writeUTF("main");
        for (int i = 1; i < methods.length; i += 2) {
            out.writeByte(1);
            out.writeUTF((String) methods[i]);
        }
        out.writeShort(0x0031);
        out.writeShort(1);
        out.writeShort(0);
        out.writeShort(0);
        out.writeShort(0);
        out.writeShort(methods.length / 2);
        for (int i = 0; i < methods.length; i += 2) {
            out.writeShort((Integer) methods[i]);
            out.writeShort(3);
            out.writeShort(4 + i / 2);
            out.writeShort(0);
        }
        out.writeShort(0);
        return bytes.toByteArray();
    }

    /** Of a file, and the same if what another one left is behind it. */
    private static Optional<String> mainMethod(byte[] file) {
        Optional<String> found = MainMethod.find(file, file.length);
        byte[] buffer = Arrays.copyOf(file, 2 * file.length);
        System.arraycopy(file, 0, buffer, file.length, file.length);
        assertThat(MainMethod.find(buffer, file.length)).isEqualTo(found);
        return found;
    }

    private static String find(List<TreeEntry> classes) throws IOException {
        return MainClasses.only(MainClasses.find(classes), classes.size());
    }
}
