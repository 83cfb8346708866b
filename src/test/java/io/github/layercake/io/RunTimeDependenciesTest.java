package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** The pom leaves out what the libraries ask for and we never reach. */
class RunTimeDependenciesTest {

    @Test
    void tarWorksWithoutCommonsCodec() throws IOException {
        assertThatThrownBy(() -> Class.forName("org.apache.commons.codec.binary.Base64"))
                .isInstanceOf(ClassNotFoundException.class);

        List<String> names = List.of("short", "long/".repeat(60) + "name", "größe/小さい", "link");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : names) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(name, name.equals("link") ? TarArchiveEntry.LF_SYMLINK : (byte) '0');
                entry.setLinkName(name.equals("link") ? "t".repeat(200) : "");
                entry.setUserId(1L << 33);
                entry.setModTime(1000);
                entry.setSize(name.equals("link") ? 0 : 3);
                tar.putArchiveEntry(entry);
                if (!name.equals("link")) {
                    tar.write("abc".getBytes(StandardCharsets.UTF_8));
                }
                tar.closeArchiveEntry();
            }
        }

        List<String> read = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                read.add(entry.getName());
                assertThat(entry.getLongUserId()).isEqualTo(1L << 33);
                assertThat(tar.readAllBytes()).hasSize(entry.isSymbolicLink() ? 0 : 3);
            }
        }
        assertThat(read).isEqualTo(names);
    }
}
