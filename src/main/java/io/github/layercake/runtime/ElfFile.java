package io.github.layercake.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the dynamic loader has to know of an ELF file before it can start it.
 *
 * @param kind class, byte order and machine: a process takes files of one kind only
 * @param interpreter absolute path of the loader; programs have one
 * @param needed names of the libraries that must be there ({@code DT_NEEDED}), in their order
 * @param searchPath where to look first ({@code DT_RUNPATH}, else {@code DT_RPATH}); may start with {@code $ORIGIN}
 * @param versionNeeds by library, the versions of its symbols that must be there
 * @param versions those that the file defines itself, such as {@code GLIBC_2.34}
 * @see <a href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html">LSB
 *     5.0, Symbol Versioning</a>
 */
record ElfFile(
        Kind kind,
        Optional<String> interpreter,
        List<String> needed,
        List<String> searchPath,
        Map<String, Set<String>> versionNeeds,
        Set<String> versions) {

    /** Which files go together in one process. */
    record Kind(boolean wide, boolean bigEndian, int machine) {}

    /** Whether the bytes start like an ELF file. */
    static boolean isElf(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
    }

    /**
     * Reads a file that {@linkplain #isElf starts} like one.
     *
     * @throws IOException if the file ends early or points outside of itself
     */
    static ElfFile read(byte[] bytes) throws IOException {
        try {
            return new Reader(bytes).read();
        } catch (IndexOutOfBoundsException e) {
            throw new EOFException("the ELF file of " + bytes.length + " bytes points outside of itself");
        }
    }

    /** Everything but the versions that it defines, as one text that {@link #parse} reads. */
    String toText() {
        StringBuilder text = new StringBuilder();
        text.append(kind.wide ? "64 " : "32 ")
                .append(kind.bigEndian ? "big " : "little ")
                .append(kind.machine);
        interpreter.ifPresent(path -> text.append("\ni ").append(path));
        needed.forEach(name -> text.append("\nn ").append(name));
        searchPath.forEach(path -> text.append("\nr ").append(path));
        versionNeeds.forEach((library, needs) -> needs.forEach(
                version -> text.append("\nv ").append(library).append(' ').append(version)));
        return text.toString();
    }

    static ElfFile parse(String text) {
        String[] lines = text.split("\n");
        String[] kind = lines[0].split(" ");
        Optional<String> interpreter = Optional.empty();
        List<String> needed = new ArrayList<>();
        List<String> searchPath = new ArrayList<>();
        Map<String, Set<String>> versionNeeds = new LinkedHashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String value = line.substring(2);
            switch (line.charAt(0)) {
                case 'i' -> interpreter = Optional.of(value);
                case 'n' -> needed.add(value);
                case 'r' -> searchPath.add(value);
                default -> {
                    int space = value.lastIndexOf(' ');
                    versionNeeds
                            .computeIfAbsent(value.substring(0, space), key -> new LinkedHashSet<>())
                            .add(value.substring(space + 1));
                }
            }
        }
        return new ElfFile(
                new Kind(kind[0].equals("64"), kind[1].equals("big"), Integer.parseInt(kind[2])),
                interpreter,
                needed,
                searchPath,
                versionNeeds,
                Set.of());
    }

    /** Reads integers at absolute offsets; whatever is out of bounds is an {@link IndexOutOfBoundsException}. */
    private static final class Reader {
        private static final int PT_LOAD = 1;
        private static final int PT_DYNAMIC = 2;
        private static final int PT_INTERP = 3;
        private static final int DT_NEEDED = 1;
        private static final int DT_STRTAB = 5;
        private static final int DT_RPATH = 15;
        private static final int DT_RUNPATH = 29;
        private static final int DT_VERDEF = 0x6ffffffc;
        private static final int DT_VERDEFNUM = 0x6ffffffd;
        private static final int DT_VERNEED = 0x6ffffffe;
        private static final int DT_VERNEEDNUM = 0x6fffffff;
        private static final int WEAK = 2;

        private final ByteBuffer in;
        private final boolean wide;
        private final boolean bigEndian;
        private final List<long[]> loads = new ArrayList<>();
        private final Map<Integer, Long> dynamic = new LinkedHashMap<>();
        private final List<Long> neededNames = new ArrayList<>();
        private Optional<String> interpreter = Optional.empty();

        Reader(byte[] bytes) {
            in = ByteBuffer.wrap(bytes);
            wide = bytes[4] == 2;
            bigEndian = bytes[5] == 2;
            in.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }

        ElfFile read() throws IOException {
            int machine = number16(18);
            readSegments();
            List<String> needed = new ArrayList<>();
            for (long name : neededNames) {
                needed.add(name(name));
            }
            Long path = dynamic.getOrDefault(DT_RUNPATH, dynamic.get(DT_RPATH));
            List<String> searchPath =
                    path == null ? List.of() : Arrays.asList(name(path).split(":"));
            return new ElfFile(
                    new Kind(wide, bigEndian, machine),
                    interpreter,
                    List.copyOf(needed),
                    List.copyOf(searchPath),
                    versionNeeds(),
                    versions());
        }

        private void readSegments() throws IOException {
            long table = word(wide ? 32 : 28);
            int size = number16(wide ? 54 : 42);
            int count = number16(wide ? 56 : 44);
            long dynamicAt = -1;
            long dynamicSize = 0;
            for (int i = 0; i < count; i++) {
                long at = table + (long) i * size;
                int type = number32(at);
                long offset = word(at + (wide ? 8 : 4));
                long length = word(at + (wide ? 32 : 16));
                if (type == PT_LOAD) {
                    loads.add(new long[] {word(at + (wide ? 16 : 8)), offset, length});
                } else if (type == PT_DYNAMIC) {
                    dynamicAt = offset;
                    dynamicSize = length;
                } else if (type == PT_INTERP) {
                    interpreter = Optional.of(text(offset));
                }
            }
            if (dynamicAt >= 0) {
                readDynamic(dynamicAt, dynamicSize);
            }
        }

        private void readDynamic(long at, long size) {
            int step = wide ? 16 : 8;
            for (long entry = at; entry <= at + size - step; entry += step) {
                long tag = word(entry);
                long value = word(entry + step / 2);
                if (tag == 0) {
                    return;
                } else if (tag == DT_NEEDED) {
                    neededNames.add(value);
                } else if (tag == (int) tag) {
                    dynamic.put((int) tag, value);
                }
            }
        }

        /** {@code Verneed} and {@code Vernaux}, each a chain of relative offsets. */
        private Map<String, Set<String>> versionNeeds() throws IOException {
            Map<String, Set<String>> needs = new LinkedHashMap<>();
            long at = place(DT_VERNEED);
            for (long left = at < 0 ? 0 : count(DT_VERNEEDNUM); left > 0; left--) {
                String library = name(number32(at + 4));
                long aux = at + unsigned(at + 8);
                for (int auxiliaries = number16(at + 2); auxiliaries > 0; auxiliaries--) {
                    if ((number16(aux + 4) & WEAK) == 0) {
                        needs.computeIfAbsent(library, key -> new LinkedHashSet<>())
                                .add(name(number32(aux + 8)));
                    }
                    aux += unsigned(aux + 12);
                }
                at += unsigned(at + 12);
            }
            return needs;
        }

        /** {@code Verdef}; of its {@code Verdaux} the first is the version itself. */
        private Set<String> versions() throws IOException {
            Set<String> versions = new LinkedHashSet<>();
            long at = place(DT_VERDEF);
            for (long left = at < 0 ? 0 : count(DT_VERDEFNUM); left > 0; left--) {
                versions.add(name(number32(at + unsigned(at + 12))));
                at += unsigned(at + 16);
            }
            return versions;
        }

        private long count(int tag) {
            // No more than there is room for: a chain that goes in circles ends.
            return Math.min(dynamic.getOrDefault(tag, 0L), in.limit() / 16);
        }

        private long place(int tag) throws IOException {
            Long address = dynamic.get(tag);
            return address == null ? -1 : offset(address);
        }

        /** A name in the dynamic string table. */
        private String name(long index) throws IOException {
            Long table = dynamic.get(DT_STRTAB);
            if (table == null) {
                throw new EOFException("the ELF file has names, but no table of them");
            }
            return text(offset(table) + index);
        }

        /** From an address in memory to a place in the file. */
        private long offset(long address) throws IOException {
            for (long[] load : loads) {
                if (address >= load[0] && address - load[0] < load[2]) {
                    return address - load[0] + load[1];
                }
            }
            throw new EOFException("the ELF file points to " + address + ", where it loads nothing");
        }

        private String text(long at) {
            int start = at(at);
            int end = start;
            while (in.get(end) != 0) {
                end++;
            }
            return new String(in.array(), start, end - start, StandardCharsets.UTF_8);
        }

        private long word(long at) {
            return wide ? in.getLong(at(at)) : unsigned(at);
        }

        private long unsigned(long at) {
            return number32(at) & 0xffffffffL;
        }

        private int number32(long at) {
            return in.getInt(at(at));
        }

        private int number16(long at) {
            return in.getShort(at(at)) & 0xffff;
        }

        private int at(long at) {
            if (at < 0 || at >= in.limit()) {
                throw new IndexOutOfBoundsException();
            }
            return (int) at;
        }
    }
}
