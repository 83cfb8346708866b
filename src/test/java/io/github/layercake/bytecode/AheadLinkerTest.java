package io.github.layercake.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class AheadLinkerTest {
    private static final String PACKAGE = "io/github/layercake/bytecode/";

    @TempDir
    private Path directory;

    /** The product's, which this is for. If it fails in an IDE: {@code mvn process-test-classes} has not run. */
    @Test
    void theClassesThatUsersGetLinkNothingAtRunTime() throws IOException {
        Path product = Path.of("target", "classes");
        assertThat(classes(product)).hasSizeGreaterThan(300);
        assertThat(linkedAtRunTime(product)).isEmpty();
    }

    @Test
    void everyShapeDoesTheSame() throws Exception {
        compiledShapes();
        assertThat(linkedAtRunTime(directory)).hasSizeGreaterThan(40);
        Map<String, String> before = answers();
        assertThat(before).isEqualTo(Shapes.answers()).hasSizeGreaterThan(70);
        AheadLinker.in(directory);
        assertThat(linkedAtRunTime(directory)).isEmpty();
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void againIsTheSame() throws Exception {
        compiledShapes();
        AheadLinker.in(directory);
        Map<String, byte[]> once = classes(directory);
        AheadLinker.in(directory);
        assertThat(classes(directory)).usingRecursiveComparison().isEqualTo(once);
    }

    @Test
    void whatTheCompilerMakesAnewIsLinkedAndWhatItNoLongerHasIsDeleted() throws Exception {
        compiledShapes();
        AheadLinker.in(directory);
        Map<String, byte[]> first = classes(directory);
        Path stale = directory.resolve(PACKAGE + "Shapes$$Lambda999.class");
        Files.copy(directory.resolve(PACKAGE + "Shapes$$Lambda0.class"), stale);
        Path orphan = directory.resolve(PACKAGE + "Gone$$Lambda0.class");
        Files.copy(stale, orphan);
        Path similar = directory.resolve(PACKAGE + "Other$$LambdaX.class");
        Files.copy(stale, similar);
        compiledShapes();
        AheadLinker.in(directory);
        assertThat(stale).doesNotExist();
        assertThat(orphan).doesNotExist();
        assertThat(similar).exists();
        Files.delete(similar);
        assertThat(classes(directory)).usingRecursiveComparison().isEqualTo(first);
        assertThat(answers()).isEqualTo(Shapes.answers());
    }

    private void compiledShapes() throws IOException {
        Path target = Files.createDirectories(directory.resolve(PACKAGE));
        try (Stream<Path> files = Files.list(Path.of("target", "test-classes").resolve(PACKAGE))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("Shapes"))
                    .toList()) {
                Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> answers() throws IOException, ReflectiveOperationException {
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            return (Map<String, String>) loader.loadClass(Shapes.class.getName())
                    .getMethod("answers")
                    .invoke(null);
        }
    }

    private static Map<String, byte[]> classes(Path root) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    /** Class and method of each {@code invokedynamic}. */
    private static List<String> linkedAtRunTime(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        for (byte[] bytes : classes(root).values()) {
            ClassReader reader = new ClassReader(bytes);
            reader.accept(
                    new ClassVisitor(Opcodes.ASM9) {
                        @Override
                        public MethodVisitor visitMethod(
                                int access, String method, String descriptor, String signature, String[] exceptions) {
                            return new MethodVisitor(Opcodes.ASM9) {
                                @Override
                                public void visitInvokeDynamicInsn(
                                        String name, String type, Handle bootstrap, Object... arguments) {
                                    found.add(reader.getClassName() + "." + method);
                                }
                            };
                        }
                    },
                    0);
        }
        return found;
    }
}
