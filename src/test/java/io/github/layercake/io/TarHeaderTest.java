package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The headers that we write ourselves are those of the library, to the byte. */
class TarHeaderTest {
    private static final List<Long> IDS = List.of(0L, 1L, 1000L, 65534L, 07777777L, 07777777L + 1, 1L << 33);
    private static final List<Long> SIZES =
            List.of(0L, 1L, 511L, 512L, 513L, 1L << 31, 077777777777L, 077777777777L + 1, 1L << 40);
    private static final List<Integer> MODES = List.of(0, 0644, 0755, 0400, 01777, 04755, 07777, 0100644);
    private static final String NAMES = "abz/AZ09._- $\\u00e4\\u5c0f\\u007f\\u0080";

    @Test
    void namesOfEveryLengthAroundTheLimit() throws IOException {
        for (int length = 1; length <= 300; length++) {
            String name = "n".repeat(length);
            assertThatTheyAgree(TarEntry.file(name, 5, 0644, 0, 0));
            assertThatTheyAgree(TarEntry.directory(name, 0755, 0, 0));
            assertThatTheyAgree(TarEntry.link(name, "target", 0, 0));
        }
    }

    @Test
    void numbersOfEveryMagnitude() throws IOException {
        for (long id : IDS) {
            assertThatTheyAgree(TarEntry.file("file", 1, 0644, id, 0));
            assertThatTheyAgree(TarEntry.file("file", 1, 0644, 0, id));
        }
        for (long size : SIZES) {
            assertThatTheyAgree(TarEntry.file("file", size, 0644, 0, 0));
            assertThatTheyAgree(new TarEntry("file", TarEntry.Type.FILE, 1, 0644, 0, 0, size, ""));
        }
        for (int mode : MODES) {
            assertThatTheyAgree(TarEntry.file("file", 1, mode, 0, 0));
            assertThatTheyAgree(TarEntry.directory("directory", mode, 0, 0));
        }
    }

    @Test
    void anythingAtAll() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder("x");
            int length = random.nextInt(1, 130);
            while (name.length() < length) {
                name.append(NAMES.charAt(random.nextInt(random.nextInt(4) == 0 ? NAMES.length() : 10)));
            }
            boolean directory = random.nextInt(3) == 0;
            String path = name.toString().replaceAll("/+", "/").replaceAll("/$", "");
            assertThatTheyAgree(new TarEntry(
                    path,
                    directory ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE,
                    directory ? 0 : random.nextLong(1L << random.nextInt(1, 36)),
                    random.nextInt(010000),
                    random.nextLong(1L << random.nextInt(1, 25)),
                    random.nextLong(1L << random.nextInt(1, 25)),
                    random.nextLong(1L << random.nextInt(1, 36)),
                    ""));
        }
    }

    private static void assertThatTheyAgree(TarEntry entry) throws IOException {
        assertThat(TarHeader.bytes(entry)).as("%s", entry).isEqualTo(TarHeader.extended(entry));
    }
}
