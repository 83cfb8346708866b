package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundOutputStreamTest {

    @Test
    void everyByteArrivesInItsOrder() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] bytes = new byte[3_000_001];
        random.nextBytes(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (BackgroundOutputStream background =
                new BackgroundOutputStream(Channels.newChannel(out), Progress.untold())) {
            background.write(bytes[0]);
            for (int at = 1; at < bytes.length; ) {
                int n = Math.min(bytes.length - at, random.nextInt(1, 300_000));
                background.write(bytes, at, n);
                at += n;
            }
        }

        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void nothingAtAllIsNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new BackgroundOutputStream(Channels.newChannel(out), Progress.untold()).close();

        assertThat(out.size()).isZero();
    }

    @Test
    void whatFailsIsThrownOnceAndWaitsForNobody() {
        for (int fits : new int[] {0, 1, 100_000, 2_000_000}) {
            assertThatThrownBy(() -> {
                        try (BackgroundOutputStream out =
                                new BackgroundOutputStream(new Full(fits), Progress.untold())) {
                            for (int i = 0; i < 100; i++) {
                                out.write(new byte[50_000]);
                            }
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("full")
                    .hasNoSuppressedExceptions();
        }
    }

    @Test
    void aFailureOfTheLastBytesIsThrownByClosing() throws IOException {
        BackgroundOutputStream out = new BackgroundOutputStream(new Full(0), Progress.untold());
        out.write(1);

        assertThatThrownBy(out::close).hasMessage("full");
        out.close();
    }

    /** Has room for some bytes. */
    private static final class Full implements WritableByteChannel {
        private int room;

        Full(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = Math.min(bytes.remaining(), 1_000);
            room -= written;
            if (room < 0) {
                throw new IOException("full");
            }
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
