package io.github.layercake.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {

    private static TestElf filled(TestElf elf) {
        return elf.interpreter("/lib64/ld-linux-x86-64.so.2")
                .needs("libz.so.1", "libc.so.6")
                .runPath("$ORIGIN:/opt/lib")
                .needsVersions("libc.so.6", "GLIBC_2.34", "GLIBC_2.2.5")
                .needsVersions("libm.so.6", "GLIBC_2.29")
                .versions("libx.so.1", "X_1.0");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void everyClassAndByteOrderIsRead(boolean wide, boolean bigEndian) throws IOException {
        ElfFile elf =
                ElfFile.read(filled(new TestElf(wide, bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, 243))
                        .bytes());
        assertThat(elf.kind()).isEqualTo(new ElfFile.Kind(wide, bigEndian, 243));
        assertThat(elf.interpreter()).contains("/lib64/ld-linux-x86-64.so.2");
        assertThat(elf.needed()).containsExactly("libz.so.1", "libc.so.6");
        assertThat(elf.searchPath()).containsExactly("$ORIGIN", "/opt/lib");
        assertThat(elf.versionNeeds()).hasToString("{libc.so.6=[GLIBC_2.34, GLIBC_2.2.5], libm.so.6=[GLIBC_2.29]}");
        assertThat(elf.versions()).containsExactly("libx.so.1", "X_1.0");
    }

    @Test
    void aTextHasAllButTheVersionsThatItDefines() throws IOException {
        ElfFile elf = ElfFile.read(filled(TestElf.amd64()).versions().bytes());
        ElfFile parsed = ElfFile.parse(elf.toText());
        assertThat(parsed.toText()).isEqualTo(elf.toText());
        assertThat(parsed.kind()).isEqualTo(elf.kind());
        assertThat(parsed.needed()).isEqualTo(elf.needed());
        assertThat(parsed.versionNeeds()).isEqualTo(elf.versionNeeds());
    }

    @Test
    void aFileThatIsStaticallyLinkedNeedsNothing() throws IOException {
        ElfFile elf = ElfFile.read(TestElf.amd64().bytes());
        assertThat(elf.needed()).isEmpty();
        assertThat(elf.interpreter()).isEmpty();
    }

    @Test
    void whatIsCutOffAnywhereIsAnIoException() throws IOException {
        byte[] whole = filled(TestElf.amd64()).bytes();
        int strings = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("libz.so.1");
        for (int length = 4; length < strings; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ElfFile.read(cut))
                    .as("%d bytes", cut.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void flippedBitsAreReadOrRefusedInNoTime() {
        byte[] whole = filled(TestElf.amd64()).bytes();
        Random random = new Random(4);
        long start = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            byte[] flipped = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                flipped[4 + random.nextInt(flipped.length - 4)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(ElfFile.read(flipped)).isNotNull();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("ELF");
            }
        }
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @Test
    void whatIsNotElfIsTold() {
        assertThat(ElfFile.isElf("GROUP ( /lib/libc.so.6 )".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(ElfFile.isElf(new byte[] {0x7f, 'E', 'L'})).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLibrariesOfThisJdkAreRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.home"), "lib"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".so") && Files.isRegularFile(file)))
                    .isNotEmpty()
                    .allSatisfy(file -> {
                        ElfFile elf = ElfFile.read(Files.readAllBytes(file));
                        assertThat(elf.needed()).anyMatch(name -> name.startsWith("libc."));
                        assertThat(elf.versionNeeds().values())
                                .allSatisfy(versions -> assertThat(versions).isNotEmpty());
                    });
        }
    }
}
