package io.github.layercake.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Deterministic inputs, the same on every JDK: nothing here depends on the linked zlib. */
final class Inputs {
    private static final String[] WORDS = {
        "org/",
        "springframework/",
        "hibernate/",
        "Bean",
        "Factory",
        "Context",
        ".class",
        "java/lang/",
        "Object",
        "get",
        "set",
        "(Ljava/lang/String;)V",
        "<init>",
        "\u0000\u0001\u0000",
        "Code",
        "LineNumberTable",
        "this",
        "internal/"
    };

    private Inputs() {}

    static byte[] random(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    static byte[] words(SplittableRandom random, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < size) {
            out.writeBytes(WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1));
            if (random.nextInt(4) == 0) {
                out.write(random.nextInt(256));
            }
        }
        return Arrays.copyOf(out.toByteArray(), size);
    }

    /** Runs, copies from any distance and new bytes, mixed. */
    static byte[] copies(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        int alphabet = 1 << random.nextInt(9);
        for (int i = 0; i < size; ) {
            int n = Math.min(size - i, 1 + random.nextInt(1 << random.nextInt(11)));
            int kind = i == 0 ? 0 : random.nextInt(3);
            int distance = i == 0 ? 1 : 1 + random.nextInt(kind == 1 ? Math.min(i, 4) : i);
            for (; n > 0; n--, i++) {
                bytes[i] = kind == 0 ? (byte) random.nextInt(alphabet) : bytes[i - distance];
            }
        }
        return bytes;
    }

    /** A zip file whose "deflated" data is noise, which nobody but the encoder's statistics can tell. */
    static byte[] zip(SplittableRandom random, int entries, int maxDataSize) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (int i = 0; i < entries; i++) {
            int method = random.nextInt(5) == 0 ? 0 : 8;
            int size = random.nextInt(maxDataSize + 1);
            byte[] data = method == 0 ? words(random, size) : random(random, size);
            boolean descriptor = random.nextBoolean();
            byte[] name = ("org/example/deep/" + i % 7 + "/Name" + i + ".class").getBytes(StandardCharsets.UTF_8);
            byte[] extra = new byte[random.nextInt(3) * 4];
            CRC32 crc = new CRC32();
            crc.update(data);
            int offset = zip.size();
            number(zip, 0x04034b50, 4);
            facts(zip, method, descriptor, descriptor ? 0 : (int) crc.getValue(), descriptor ? 0 : data.length);
            number(zip, name.length, 2);
            number(zip, extra.length, 2);
            zip.writeBytes(name);
            zip.writeBytes(extra);
            zip.writeBytes(data);
            if (descriptor) {
                number(zip, 0x08074b50, 4);
                number(zip, (int) crc.getValue(), 4);
                number(zip, data.length, 4);
                number(zip, 2 * data.length, 4);
            }
            number(directory, 0x02014b50, 4);
            number(directory, 20, 2);
            facts(directory, method, descriptor, (int) crc.getValue(), data.length);
            number(directory, name.length, 2);
            number(directory, 0, 12);
            number(directory, offset, 4);
            directory.writeBytes(name);
        }
        int start = zip.size();
        zip.writeBytes(directory.toByteArray());
        number(zip, 0x06054b50, 4);
        number(zip, 0, 4);
        number(zip, entries, 2);
        number(zip, entries, 2);
        number(zip, directory.size(), 4);
        number(zip, start, 4);
        number(zip, 0, 2);
        return zip.toByteArray();
    }

    /** Anything, small most of the time. */
    static byte[] any(SplittableRandom random) {
        int size = random.nextInt(400) == 0 ? random.nextInt(600_000) : random.nextInt(1 << random.nextInt(13));
        return switch (random.nextInt(6)) {
            case 0 -> random(random, size);
            case 1 -> words(random, size);
            case 2 -> copies(random, size);
            case 3 -> zip(random, random.nextInt(8), size / 4);
            case 4 -> new byte[size];
            default -> hostileZip(random, zip(random, 1 + random.nextInt(8), size / 4));
        };
    }

    /** A zip file that lies about itself in up to eight places. */
    static byte[] hostileZip(SplittableRandom random, byte[] zip) {
        byte[] bytes = zip;
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            bytes = mutate(random, bytes);
        }
        return bytes;
    }

    private static byte[] mutate(SplittableRandom random, byte[] zip) {
        byte[] bytes = zip.clone();
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> at < 4 ? bytes : Arrays.copyOf(bytes, at);
            case 2 -> {
                byte[] script = "#!/bin/sh\nexit\n".getBytes(StandardCharsets.UTF_8);
                yield join(random.nextBoolean() ? words(random, at) : script, bytes);
            }
            case 3 -> join(bytes, Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 -> overwrite(random, bytes, 0x02014b50, new int[] {10, 20, 24, 28, 30, 32, 42});
            case 5 -> overwrite(random, bytes, 0x04034b50, new int[] {0, 8, 18, 22, 26, 28});
            default -> overwrite(random, bytes, 0x06054b50, new int[] {8, 10, 12, 16, 20});
        };
    }

    /** Another number in a field of one of the records with that signature. */
    private static byte[] overwrite(SplittableRandom random, byte[] bytes, int signature, int[] fields) {
        int from = random.nextInt(bytes.length);
        for (int i = 0; i < bytes.length - 46; i++) {
            int at = (from + i) % (bytes.length - 46);
            if (LittleEndian.intAt(bytes, at) == signature) {
                int[] values = {0, -1, 1, at, bytes.length, random.nextInt(bytes.length), random.nextInt()};
                LittleEndian.putInt(bytes, at + fields[random.nextInt(fields.length)], values[random.nextInt(7)]);
                return bytes;
            }
        }
        if (bytes.length >= 22 && signature == 0x06054b50) {
            LittleEndian.putInt(bytes, bytes.length - 22 + fields[random.nextInt(4)], random.nextInt(bytes.length));
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void facts(ByteArrayOutputStream out, int method, boolean descriptor, int crc, int size) {
        number(out, 20, 2);
        number(out, descriptor ? 8 : 0, 2);
        number(out, method, 2);
        number(out, 0x5a3c1234, 4);
        number(out, crc, 4);
        number(out, size, 4);
        number(out, method == 0 ? size : 2 * size, 4);
    }

    private static void number(ByteArrayOutputStream out, int value, int size) {
        for (int i = 0; i < size; i++) {
            out.write(i < 4 ? value >>> 8 * i : 0);
        }
    }
}
