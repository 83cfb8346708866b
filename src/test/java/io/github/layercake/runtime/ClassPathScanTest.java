package io.github.layercake.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathScanTest {
    private static final Notes FORGETFUL = new Notes(Optional.empty(), Long.MAX_VALUE);

    @TempDir
    private Path directory;

    /** A class file with nothing but a constant pool: a class and a descriptor. */
    private static byte[] naming(String className, String descriptor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        java.io.DataOutputStream out = new java.io.DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(61);
        out.writeShort(4);
        out.writeByte(1);
        out.writeUTF(className);
        out.writeByte(7);
        out.writeShort(1);
        out.writeByte(1);
        out.writeUTF(descriptor);
        return bytes.toByteArray();
    }

    private Path jar(String name, Object... entries) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write((byte[]) entries[i + 1]);
            }
        }
        return jar;
    }

    private static ClassPathFile file(Path jar) throws IOException {
        Content content = Content.of(jar, FileStat.of(jar));
        return new ClassPathFile("libs/" + jar.getFileName(), content, Digest.of(content));
    }

    private static References scan(int feature, Path... jars) throws IOException {
        List<ClassPathFile> files = new ArrayList<>();
        for (Path jar : jars) {
            files.add(file(jar));
        }
        return new ClassPathScan(FORGETFUL, feature, Progress.untold()).scan(files);
    }

    @Test
    void classesAndDescriptorsAreRead() throws IOException {
        Path jar = jar(
                "a.jar",
                "A.class",
                naming("java/sql/Driver", "(Ljava/util/List<Ljavax/naming/Context;>;[Lcom/example/A;)V"));
        assertThat(scan(17, jar).packages()).containsExactlyInAnyOrder("java.sql", "java.util", "javax.naming");
    }

    @Test
    void ofAMultiReleaseJarTheReleasesOfTheJdkAreRead() throws IOException {
        Path jar = jar(
                "a b ü.jar",
                "A.class",
                naming("java/sql/Driver", "V"),
                "META-INF/versions/11/A.class",
                naming("java/net/http/HttpClient", "V"),
                "META-INF/versions/21/A.class",
                naming("jdk/jfr/Event", "V"),
                "META-INF/versions/x/A.class",
                naming("java/rmi/Remote", "V"),
                "META-INF/versions/11/module-info.class",
                naming("module-info", "V"));
        assertThat(scan(17, jar).packages()).containsExactlyInAnyOrder("java.sql", "java.net.http");
        assertThat(scan(21, jar).packages()).contains("jdk.jfr");
    }

    @Test
    void damagedFilesAreSkippedAsTheJvmDoes() throws IOException {
        byte[] whole = naming("java/sql/Driver", "V");
        Path broken = jar(
                "broken.jar",
                "A.class",
                java.util.Arrays.copyOf(whole, 14),
                "B.class",
                new byte[3],
                "C.class",
                new byte[0],
                "D.class",
                whole);
        Path none = Files.writeString(directory.resolve("none.jar"), "no zip file");
        Path empty = Files.writeString(directory.resolve("empty.jar"), "");
        Path cut = directory.resolve("cut.jar");
        byte[] bytes = Files.readAllBytes(broken);
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(scan(17, broken, none, empty, cut).packages()).containsExactly("java.sql");
    }

    @Test
    void nativeLibrariesTellWhatTheyNeed() throws IOException {
        Path jar = jar(
                "native.jar",
                "linux/libx.so",
                TestElf.amd64().needs("libstdc++.so.6").bytes(),
                "linux/liby.so.1",
                TestElf.arm64().needs("libz.so.1").bytes(),
                "linux/broken.so",
                new byte[] {0x7f, 'E', 'L', 'F', 2},
                "text.so",
                "text".getBytes(StandardCharsets.US_ASCII));
        assertThat(scan(17, jar).libraries()).containsExactlyInAnyOrder("62 libstdc++.so.6", "183 libz.so.1");
    }

    @Test
    void aJarIsReadOncePerMachine() throws IOException {
        Path jar = jar("a.jar", "A.class", naming("java/sql/Driver", "V"));
        try (Store store = Store.open(directory.resolve("cache"))) {
            ClassPathFile file = file(jar);
            Notes notes = new Notes(Optional.of(store), Long.MAX_VALUE);
            assertThat(new ClassPathScan(notes, 17, Progress.untold())
                            .scan(List.of(file))
                            .packages())
                    .containsExactly("java.sql");
            Files.delete(jar);
            assertThat(new ClassPathScan(notes, 17, Progress.untold())
                            .scan(List.of(file))
                            .packages())
                    .containsExactly("java.sql");
            assertThat(store.readAll(Kind.RUNTIME)).hasSize(1);
        }
    }

    @Test
    void nothingIsKeptOfAFileThatMayHaveChanged() throws IOException {
        Path jar = jar("a.jar", "A.class", naming("java/sql/Driver", "V"));
        try (Store store = Store.open(directory.resolve("cache"))) {
            ClassPathScan scan = new ClassPathScan(new Notes(Optional.of(store), 0), 17, Progress.untold());
            scan.scan(List.of(file(jar)));
            assertThat(scan.isSettled()).isFalse();
            assertThat(store.readAll(Kind.RUNTIME)).isEmpty();
        }
    }

    /** Everything that jdeps finds in the class path of these tests is found here, too. */
    @Test
    void nothingThatJdepsFindsIsMissed() throws IOException {
        List<Path> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar") && Files.exists(path))
                .toList();
        assertThat(jars).hasSizeGreaterThan(20);
        StringWriter told = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of("--ignore-missing-deps", "--multi-release", "17", "-s", "--recursive"));
        arguments.add("-cp");
        arguments.add(jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        arguments.add(Path.of("target", "classes").toString());
        int exitCode = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(told), new PrintWriter(told), arguments.toArray(String[]::new));
        assertThat(exitCode).as(told.toString()).isZero();
        Set<String> byJdeps = told.toString()
                .lines()
                .map(line -> line.substring(line.indexOf("-> ") + 3))
                .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                .collect(Collectors.toSet());
        assertThat(byJdeps).hasSizeGreaterThan(1);

        Jdk jdk = Jdk.open(Path.of(System.getProperty("java.home")), FORGETFUL);
        References references = scan(17, jars.toArray(Path[]::new));
        JlinkRequest request = new JlinkRequest(jdk.home(), Optional.empty(), List.of(), List.of(), false, false, 0);
        List<String> chosen = Modules.of(jdk).choose(request, references.packages(), jdk);
        Set<String> resolved =
                Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), chosen).modules().stream()
                        .map(module -> module.name())
                        .collect(Collectors.toSet());
        assertThat(resolved).containsAll(byJdeps).containsAll(Modules.ALWAYS);
        assertThat(resolved).doesNotContain("jdk.jlink", "jdk.jshell");
    }
}
