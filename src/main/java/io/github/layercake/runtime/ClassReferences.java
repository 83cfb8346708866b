package io.github.layercake.runtime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The packages that class files name, by their constant pools: of classes, and of the types in descriptors and
 * signatures. A name within a text of the program ({@code Class.forName}) does not count.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.4">JVMS 25, 4.4: The Constant
 *     Pool</a>
 */
final class ClassReferences {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int CLASS = 7;

    private final Set<String> packages = new HashSet<>();

    /** With dots: {@code java.util.concurrent}. */
    Set<String> packages() {
        return packages;
    }

    /** Adds what a class file names. One that is damaged, or newer than we know, adds what can be read. */
    void add(byte[] file) {
        try {
            read(ByteBuffer.wrap(file));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            // The JVM will not load it, either.
            return;
        }
    }

    private void read(ByteBuffer in) {
        if (in.getInt() != MAGIC) {
            return;
        }
        in.getInt();
        int count = in.getShort() & 0xffff;
        String[] texts = new String[count];
        boolean[] names = new boolean[count];
        for (int i = 1; i < count; i++) {
            int tag = in.get();
            switch (tag) {
                case UTF8 -> texts[i] = text(in);
                case CLASS -> {
                    int name = in.getShort() & 0xffff;
                    names[Math.min(name, count - 1)] = true;
                }
                case 8, 16, 19, 20 -> in.getShort();
                case 15 -> {
                    in.get();
                    in.getShort();
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.getInt();
                case 5, 6 -> {
                    in.getLong();
                    i++;
                }
                default -> {
                    // A kind of constant that we do not know: those before it count.
                    count = i;
                }
            }
        }
        for (int i = 1; i < texts.length; i++) {
            String text = texts[i];
            if (text != null && !text.isEmpty()) {
                if (names[i] && text.charAt(0) != '[') {
                    addClass(text, 0, text.length());
                }
                addDescriptor(text);
            }
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Everything between {@code L} and {@code ;} or {@code <} in what may be a descriptor or a signature. */
    private void addDescriptor(String text) {
        char first = text.charAt(0);
        if (first != '(' && first != 'L' && first != '[' && first != '<') {
            return;
        }
        for (int start = text.indexOf('L'); start >= 0; start = text.indexOf('L', start)) {
            int end = ++start;
            while (end < text.length() && text.charAt(end) != ';' && text.charAt(end) != '<') {
                end++;
            }
            if (end < text.length()) {
                addClass(text, start, end);
            }
        }
    }

    private void addClass(String text, int start, int end) {
        int slash = text.lastIndexOf('/', end - 1);
        if (slash > start) {
            packages.add(text.substring(start, slash).replace('/', '.'));
        }
    }
}
