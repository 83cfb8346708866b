package io.github.layercake.project;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a class file as far as its methods, and tells whether {@code java} can start the class.
 *
 * <p>Every version can start {@code public static void main(String[])}. From Java 25 on (class files of version 69) the
 * method may also be an instance method, without parameters, and of any access but private; an instance method needs a
 * class that is not abstract and has a constructor without parameters that is not private. What cannot be read, because
 * it is damaged or newer than we know, has no main method.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html">JVMS 25, chapter 4</a>
 * @see <a href="https://openjdk.org/jeps/512">JEP 512: Compact Source Files and Instance Main Methods</a>
 */
final class MainMethod {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_25 = 69;
    private static final int PUBLIC = 0x0001;
    private static final int PRIVATE = 0x0002;
    private static final int STATIC = 0x0008;
    private static final int ABSTRACT = 0x0400;

    private static final byte[] CONSTRUCTOR = bytes("<init>");
    private static final byte[] MAIN = bytes("main");
    private static final byte[] NO_PARAMETERS = bytes("()V");
    private static final byte[] ARGUMENTS = bytes("([Ljava/lang/String;)V");

    private final ByteBuffer in;
    private int[] constants = {};
    private int version;
    private int classAccess;
    private boolean classic;
    private boolean staticMain;
    private boolean instanceMain;
    private boolean constructor;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private MainMethod(byte[] file, int size) {
        in = ByteBuffer.wrap(file, 0, size);
    }

    /** The name of the class in the first {@code size} bytes of {@code file} if it can be started. */
    static Optional<String> find(byte[] file, int size) {
        try {
            return new MainMethod(file, size).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> read() {
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        in.getShort();
        version = number();
        if (!readConstants()) {
            return Optional.empty();
        }
        classAccess = number();
        int thisClass = number();
        in.getShort();
        skip(2 * number());
        for (int fields = number(); fields > 0; fields--) {
            skip(6);
            skipAttributes();
        }
        for (int methods = number(); methods > 0; methods--) {
            readMethod(number(), number(), number());
            skipAttributes();
        }
        return isMain()
                ? Optional.of(text(in.getShort(constants[thisClass]) & 0xffff).replace('/', '.'))
                : Optional.empty();
    }

    private boolean isMain() {
        boolean instantiable = constructor && (classAccess & ABSTRACT) == 0;
        return classic || (version >= JAVA_25 && (staticMain || (instanceMain && instantiable)));
    }

    /** Notes where each constant's bytes are; false if there is a kind that we do not know. */
    private boolean readConstants() {
        constants = new int[number()];
        for (int i = 1; i < constants.length; i++) {
            int tag = in.get();
            constants[i] = in.position();
            switch (tag) {
                case 1 -> skip(number());
                case 7, 8, 16, 19, 20 -> skip(2);
                case 15 -> skip(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
                case 5, 6 -> {
                    skip(8);
                    i++;
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    private void readMethod(int access, int name, int descriptor) {
        if (is(name, CONSTRUCTOR)) {
            constructor |= is(descriptor, NO_PARAMETERS) && (access & PRIVATE) == 0;
        } else if (is(name, MAIN)
                && (access & (PRIVATE | ABSTRACT)) == 0
                && (is(descriptor, ARGUMENTS) || is(descriptor, NO_PARAMETERS))) {
            boolean isStatic = (access & STATIC) != 0;
            classic |= isStatic && (access & PUBLIC) != 0 && is(descriptor, ARGUMENTS);
            staticMain |= isStatic;
            instanceMain |= !isStatic;
        }
    }

    private void skipAttributes() {
        for (int attributes = number(); attributes > 0; attributes--) {
            skip(2);
            skip(in.getInt());
        }
    }

    /** Whether a constant is this text; thousands are asked for and none is kept. */
    private boolean is(int constant, byte[] text) {
        int at = constants[constant];
        if ((in.getShort(at) & 0xffff) != text.length) {
            return false;
        }
        int from = Objects.checkFromIndexSize(at + 2, text.length, in.limit());
        return Arrays.equals(in.array(), from, from + text.length, text, 0, text.length);
    }

    private String text(int constant) {
        int at = constants[constant];
        int size = in.getShort(at) & 0xffff;
        int from = Objects.checkFromIndexSize(at + 2, size, in.limit());
        return new String(in.array(), from, size, StandardCharsets.UTF_8);
    }

    private int number() {
        return in.getShort() & 0xffff;
    }

    private void skip(int bytes) {
        if (bytes < 0) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + bytes);
    }
}
