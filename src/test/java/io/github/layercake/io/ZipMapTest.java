package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipMapTest {

    @Test
    void it_knows_the_deflated_entries_and_no_others() throws Exception {
        byte[] zip = zip("");
        ZipMap map = map(zip);

        assertThat(map.count()).isEqualTo(2);
        for (int entry = 0; entry < map.count(); entry++) {
            assertThat(LittleEndian.intAt(zip, (int) map.header(entry))).isEqualTo(0x04034b50);
            assertThat(map.size(entry)).isBetween(1L, 999L);
        }
        assertThat(map.header(0)).isZero();
        assertThat(LittleEndian.intAt(zip, (int) map.end())).isEqualTo(0x02014b50);
    }

    @Test
    void it_understands_a_zip_file_with_something_in_front_or_a_comment() throws Exception {
        byte[] zip = zip("a comment that ends in PK\u0005\u0006 and a few more characters, to mislead");
        ZipMap plain = map(zip);
        ZipMap shifted = map(Inputs.join(new byte[123], zip));

        assertThat(shifted.count()).isEqualTo(plain.count()).isEqualTo(2);
        assertThat(shifted.header(1)).isEqualTo(plain.header(1) + 123);
        assertThat(shifted.end()).isEqualTo(plain.end() + 123);
    }

    @Test
    void it_reads_a_directory_that_does_not_fit_the_tail() throws Exception {
        byte[] zip = Inputs.zip(new SplittableRandom(1), 5000, 300);

        assertThat(map(zip).count()).isBetween(3500, 4500);
    }

    @Test
    void it_is_empty_for_what_is_no_zip_file_or_not_a_whole_one() throws Exception {
        byte[] zip = zip("");
        for (int size = 0; size < zip.length; size++) {
            assertThat(map(Arrays.copyOf(zip, size)).count()).isZero();
        }
    }

    @Test
    void what_was_in_the_room_before_is_not_read() throws Exception {
        byte[] zip = zip("");
        ZipMap map = map(zip);
        int size = LittleEndian.intAt(zip, zip.length - 10);
        ZipMap.Room used = new ZipMap.Room();
        byte[] room = used.take(size);
        for (int at = size; at + size <= room.length; at += size) {
            System.arraycopy(zip, (int) map.end(), room, at, size);
        }

        assertThat(ZipMap.of(new Concatenation(List.of(Content.of(zip))), used))
                .usingRecursiveComparison()
                .isEqualTo(map);
        assertThat(used.take(size)).isSameAs(room);
    }

    /** Of a stream, and the same of bytes in memory, whatever is behind them. */
    private static ZipMap map(byte[] zip) throws IOException {
        ZipMap map = ZipMap.of(new Concatenation(List.of(Content.of(zip))), new ZipMap.Room());
        for (byte[] more : List.of(new byte[0], new byte[100], zip)) {
            assertThat(ZipMap.of(Content.of(Inputs.join(zip, more), zip.length), new ZipMap.Room()))
                    .usingRecursiveComparison()
                    .isEqualTo(map);
        }
        return map;
    }

    private static byte[] zip(String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 4; i++) {
                byte[] data = i == 0 || i == 2 ? new byte[1000 * (i + 1)] : new byte[] {1, 2, 3};
                ZipEntry entry = new ZipEntry("entry" + i);
                if (i == 3) {
                    CRC32 crc = new CRC32();
                    crc.update(data);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(data.length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(data);
                zip.closeEntry();
            }
            zip.setComment(comment);
        }
        return bytes.toByteArray();
    }
}
