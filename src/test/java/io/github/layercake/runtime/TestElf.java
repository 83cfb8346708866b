package io.github.layercake.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes ELF files that have what a loader reads, and nothing else. */
public final class TestElf {
    public static final int X86_64 = 62;
    private static final int AARCH64 = 183;
    private static final int BASE = 0x10000;

    private final boolean wide;
    private final ByteOrder order;
    private final int machine;
    private String interpreter = "";
    private final List<String> needed = new ArrayList<>();
    private String runPath = "";
    private final Map<String, List<String>> versionNeeds = new LinkedHashMap<>();
    private final List<String> versions = new ArrayList<>();

    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

    TestElf(boolean wide, ByteOrder order, int machine) {
        this.wide = wide;
        this.order = order;
        this.machine = machine;
        strings.write(0);
    }

    public static TestElf amd64() {
        return new TestElf(true, ByteOrder.LITTLE_ENDIAN, X86_64);
    }

    static TestElf arm64() {
        return new TestElf(true, ByteOrder.LITTLE_ENDIAN, AARCH64);
    }

    public TestElf interpreter(String path) {
        interpreter = path;
        return this;
    }

    public TestElf needs(String... names) {
        needed.addAll(List.of(names));
        return this;
    }

    TestElf runPath(String path) {
        runPath = path;
        return this;
    }

    TestElf needsVersions(String library, String... names) {
        versionNeeds.put(library, List.of(names));
        return this;
    }

    TestElf versions(String... names) {
        versions.addAll(List.of(names));
        return this;
    }

    private int string(String text) {
        int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return at;
    }

    /** Header, program headers, then interpreter, version needs, versions, dynamic section, strings. */
    public byte[] bytes() {
        int header = wide ? 64 : 52;
        int programHeader = wide ? 56 : 32;
        int at = header + 3 * programHeader;
        byte[] interpreterBytes = (interpreter + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] needs = versionNeeds();
        byte[] defines = versions();
        int needsAt = at + interpreterBytes.length;
        int definesAt = needsAt + needs.length;
        int dynamicAt = definesAt + defines.length;
        List<long[]> entries = new ArrayList<>();
        needed.forEach(name -> entries.add(new long[] {1, string(name)}));
        if (!runPath.isEmpty()) {
            entries.add(new long[] {29, string(runPath)});
        }
        if (!versionNeeds.isEmpty()) {
            entries.add(new long[] {0x6ffffffeL, BASE + needsAt});
            entries.add(new long[] {0x6fffffffL, versionNeeds.size()});
        }
        if (!versions.isEmpty()) {
            entries.add(new long[] {0x6ffffffcL, BASE + definesAt});
            entries.add(new long[] {0x6ffffffdL, versions.size()});
        }
        int dynamicSize = (entries.size() + 2) * (wide ? 16 : 8);
        int stringsAt = dynamicAt + dynamicSize;
        entries.add(new long[] {5, BASE + stringsAt});
        entries.add(new long[] {0, 0});
        int size = stringsAt + strings.size();
        ByteBuffer out = ByteBuffer.allocate(size).order(order);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1)
        });
        out.putShort(16, (short) 3).putShort(18, (short) machine);
        if (wide) {
            out.putLong(32, header);
        } else {
            out.putInt(28, header);
        }
        out.putShort(wide ? 54 : 42, (short) programHeader).putShort(wide ? 56 : 44, (short) 3);
        segment(out, header, 1, 0, BASE, size);
        segment(out, header + programHeader, 2, dynamicAt, BASE + dynamicAt, dynamicSize);
        segment(out, header + 2 * programHeader, interpreter.isEmpty() ? 4 : 3, at, BASE + at, interpreterBytes.length);
        out.put(at, interpreterBytes).put(needsAt, needs).put(definesAt, defines);
        int entryAt = dynamicAt;
        for (long[] entry : entries) {
            if (wide) {
                out.putLong(entryAt, entry[0]).putLong(entryAt + 8, entry[1]);
            } else {
                out.putInt(entryAt, (int) entry[0]).putInt(entryAt + 4, (int) entry[1]);
            }
            entryAt += wide ? 16 : 8;
        }
        out.put(stringsAt, strings.toByteArray());
        return out.array();
    }

    private void segment(ByteBuffer out, int at, int type, long offset, long address, long size) {
        out.putInt(at, type);
        if (wide) {
            out.putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, size);
        } else {
            out.putInt(at + 4, (int) offset).putInt(at + 8, (int) address).putInt(at + 16, (int) size);
        }
    }

    private byte[] versionNeeds() {
        int size = versionNeeds.values().stream()
                .mapToInt(names -> 16 + 16 * names.size())
                .sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(order);
        versionNeeds.forEach((library, names) -> {
            out.putShort((short) 1).putShort((short) names.size()).putInt(string(library));
            out.putInt(16).putInt(16 + 16 * names.size());
            names.forEach(name -> out.putInt(0)
                    .putShort((short) 0)
                    .putShort((short) 2)
                    .putInt(string(name))
                    .putInt(16));
        });
        return out.array();
    }

    private byte[] versions() {
        ByteBuffer out = ByteBuffer.allocate(28 * versions.size()).order(order);
        for (String name : versions) {
            out.putShort((short) 1).putShort((short) 0).putShort((short) 2).putShort((short) 1);
            out.putInt(0).putInt(20).putInt(28).putInt(string(name)).putInt(0);
        }
        return out.array();
    }
}
