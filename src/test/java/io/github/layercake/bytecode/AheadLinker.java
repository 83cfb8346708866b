package io.github.layercake.bytecode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.Method;

/**
 * Links in class files what the compiler leaves to the JDK to link when it first runs, by {@code invokedynamic}:
 * lambdas and method references ({@link java.lang.invoke.LambdaMetafactory}), and the methods of records
 * ({@link java.lang.runtime.ObjectMethods}).
 *
 * <p>A Maven build is a cold JVM. There each of them costs its first caller about half a millisecond, since classes are
 * made for it, and the generator of these classes keeps the JIT compiler busy when it should compile what is hot in
 * ours. A build of an image in which one class has changed takes a fifth less time without them.
 *
 * <p>The lambdas of a class become one class in the same nest (JVMS 4.7.28), so that their bodies stay private. What
 * was done once is not done again: this can run on a directory as often as one likes.
 */
public final class AheadLinker {
    private static final String CLASS = ".class";
    private static final String SUFFIX = "$$Lambda";
    private static final Pattern OURS = Pattern.compile(".*" + Pattern.quote(SUFFIX) + "\\d+");

    /** Those that are serializable, or have several interfaces, go by another name: we have none. */
    private static final String LAMBDA = "java/lang/invoke/LambdaMetafactory.metafactory";

    private static final String RECORD = "java/lang/runtime/ObjectMethods.bootstrap";

    /** Internal name to the class file. */
    private final Map<String, byte[]> classes = new TreeMap<>();

    /** Internal name of a nest's host to the new members. */
    private final Map<String, List<String>> added = new TreeMap<>();

    /** Old and new ones of all nests. */
    private final Set<String> members = new HashSet<>();

    /** Changes the class files in the directory that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("The directory of the classes, and nothing else");
        }
        in(Path.of(arguments[0]));
    }

    static void in(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(file -> file.toString().endsWith(CLASS)).sorted().toList();
        }
        AheadLinker linker = new AheadLinker();
        for (Path file : files) {
            linker.rewrite(new ClassReader(Files.readAllBytes(file)));
        }
        linker.declareMembers(directory);
        for (Map.Entry<String, byte[]> changed : linker.classes.entrySet()) {
            Files.write(directory.resolve(changed.getKey() + CLASS), changed.getValue());
        }
        for (Path file : files) {
            String path = directory.relativize(file).toString().replace('\\', '/');
            String name = path.substring(0, path.length() - CLASS.length());
            // The compiler does not know them, and leaves those of lambdas that are gone.
            if (OURS.matcher(name).matches() && !linker.members.contains(name)) {
                Files.delete(file);
            }
        }
    }

    private void rewrite(ClassReader original) {
        ClassWriter changed = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        Rewriter rewriter = new Rewriter(changed);
        original.accept(rewriter, 0);
        for (LambdaClass lambda : rewriter.lambdas) {
            members.add(lambda.name());
            added.computeIfAbsent(rewriter.nestHost, host -> new ArrayList<>()).add(lambda.name());
            classes.put(lambda.name(), lambda.toClass(rewriter.version, rewriter.nestHost));
        }
        if (rewriter.changes) {
            classes.put(original.getClassName(), changed.toByteArray());
        }
    }

    private void declareMembers(Path directory) throws IOException {
        for (Map.Entry<String, List<String>> nest : added.entrySet()) {
            byte[] rewritten = classes.get(nest.getKey());
            ClassReader host = new ClassReader(
                    rewritten != null ? rewritten : Files.readAllBytes(directory.resolve(nest.getKey() + CLASS)));
            ClassWriter changed = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            host.accept(
                    new ClassVisitor(Opcodes.ASM9, changed) {
                        @Override
                        public void visitEnd() {
                            nest.getValue().forEach(this::visitNestMember);
                            super.visitEnd();
                        }
                    },
                    0);
            classes.put(nest.getKey(), changed.toByteArray());
        }
    }

    /** Passes on a class without what is linked ahead, and adds the classes of its lambdas. */
    private final class Rewriter extends ClassVisitor {
        private final List<LambdaClass> lambdas = new ArrayList<>();
        private final List<RecordMethod> recordMethods = new ArrayList<>();
        private boolean changes;
        private int version;
        private String name = "";
        private String nestHost = "";

        Rewriter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            this.version = version;
            this.name = name;
            this.nestHost = name;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public void visitNestHost(String host) {
            nestHost = host;
            super.visitNestHost(host);
        }

        @Override
        public void visitNestMember(String member) {
            members.add(member);
            super.visitNestMember(member);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
                    if (LAMBDA.equals(callee(bootstrap))) {
                        call(Lambda.of(name, type, arguments));
                    } else if (RECORD.equals(callee(bootstrap))) {
                        call(RecordMethod.of(name, type, arguments));
                    } else {
                        super.visitInvokeDynamicInsn(name, type, bootstrap, arguments);
                    }
                }

                private void call(Lambda lambda) {
                    LambdaClass made = classOf(lambda);
                    call(made.name(), made.factory());
                }

                private void call(RecordMethod method) {
                    recordMethods.add(method);
                    call(Rewriter.this.name, method.method());
                }

                private void call(String owner, Method method) {
                    changes = true;
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method.getName(), method.getDescriptor(), false);
                }
            };
        }

        private LambdaClass classOf(Lambda lambda) {
            for (LambdaClass known : lambdas) {
                if (known.add(lambda)) {
                    return known;
                }
            }
            LambdaClass made = new LambdaClass(name + SUFFIX + lambdas.size());
            lambdas.add(made);
            if (!made.add(lambda)) {
                throw new IllegalStateException("A lambda of " + name + " does not go with itself");
            }
            return made;
        }

        @Override
        public void visitEnd() {
            recordMethods.forEach(method -> method.addTo(cv));
            super.visitEnd();
        }
    }

    private static String callee(Handle bootstrap) {
        return bootstrap.getOwner() + "." + bootstrap.getName();
    }
}
