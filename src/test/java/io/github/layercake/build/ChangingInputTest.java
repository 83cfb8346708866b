package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that change behind the cache's back: never a wrong image, never a wrong record. */
class ChangingInputTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void writeApplication() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
    }

    @Test
    void contentThatChangesInPlaceUnderTheSameSizeAndTimeIsNoticed() throws IOException {
        application.build(cache);
        for (Path file : new Path[] {application.classes.resolve("app/Owner.class"), application.jarFile("a")}) {
            FileTime time = Files.getLastModifiedTime(file);
            Files.write(file, SyntheticApplication.random(11, (int) Files.size(file)));
            Files.setLastModifiedTime(file, time);

            application.build(cache);

            assertThatTheImageIsRight();
        }
    }

    @Test
    void contentThatIsReplacedUnderTheSameSizeAndTimeIsNoticed() throws IOException {
        application.build(cache);
        for (Path file : new Path[] {application.classes.resolve("app/Owner.class"), application.jarFile("a")}) {
            Path other = directory.resolve("other");
            Files.write(other, SyntheticApplication.random(12, (int) Files.size(file)));
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

            application.build(cache);

            assertThatTheImageIsRight();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, SyntheticApplication.MEDIUM, SyntheticApplication.STREAMED})
    void aFileThatChangesBetweenHashingAndEncodingFailsTheBuildAndPoisonsNothing(int size) throws IOException {
        requireThatAChangePoisonsNothing(size, 2);
    }

    /** Those that are not kept in memory are read once more. */
    @ParameterizedTest
    @ValueSource(ints = {2 << 20, SyntheticApplication.STREAMED})
    void aFileThatChangesAfterItWasEncodedFailsTheBuildAndPoisonsNothing(int size) throws IOException {
        requireThatAChangePoisonsNothing(size, 3);
    }

    /** From which time on that it is read a file has other bytes. */
    private void requireThatAChangePoisonsNothing(int size, int from) throws IOException {
        byte[] first = SyntheticApplication.random(21, size);
        byte[] second = SyntheticApplication.random(22, size);
        // The store knows all the rest, so that what fails is the changing file.
        application.build(cache);
        application.content("changing", new Changing(size, read -> read < from ? first : second), size);

        assertThatThrownBy(() -> application.build(cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was read");

        for (byte[] bytes : new byte[][] {first, second}) {
            SyntheticApplication again = SyntheticApplication.small(directory.resolve("again" + bytes[0]));
            again.content("changing", Content.of(bytes), size);
            again.build(cache);
            assertThat(Arrays.equals(Files.readAllBytes(again.tar), again.clean()))
                    .isTrue();
        }
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, SyntheticApplication.MEDIUM, SyntheticApplication.STREAMED})
    void aFileThatGrowsOrShrinksBetweenHashingAndEncodingFailsTheBuild(int size) throws IOException {
        byte[] bytes = SyntheticApplication.random(23, size + 1);
        for (int later : new int[] {size - 1, size + 1}) {
            SyntheticApplication changing = SyntheticApplication.small(directory.resolve("to" + later));
            changing.content(
                    "changing", new Changing(size, read -> Arrays.copyOf(bytes, read == 1 ? size : later)), size);
            assertThatThrownBy(() -> changing.build(cache))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed while it was read");
            assertThat(changing.tar).doesNotExist();
        }
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
    }

    @Test
    void aFileThatIsAppendedToAfterItWasFoundFailsTheBuild() throws IOException {
        application.build(cache);
        for (Path file : new Path[] {application.classes.resolve("app/Owner.class"), application.jarFile("a")}) {
            byte[] before = Files.readAllBytes(file);
            Files.write(file, SyntheticApplication.random(30, before.length));
            SyntheticApplication.Later later = application.prepare(cache);
            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);

            assertThatThrownBy(later::run)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed while it was read");

            application.build(cache);
            assertThatTheImageIsRight();
        }
    }

    @Test
    void aClassThatChangesBeforeTheMainClassIsSearchedIsNotNotedUnderItsOldDigest() throws IOException {
        byte[] first = SyntheticApplication.random(31, 1_000);
        byte[] second = SyntheticApplication.random(32, 1_000);
        // It is read to be hashed; then to be encoded and for its main method, in whichever order.
        for (byte[] later : new byte[][] {second, Arrays.copyOf(first, 999), Arrays.copyOf(first, 1_001)}) {
            SyntheticApplication changing = SyntheticApplication.small(directory.resolve("to" + later.length));
            changing.classContent("app/Changing.class", new Changing(1_000, read -> read < 3 ? first : later), 1_000);

            assertThatThrownBy(() -> changing.build(cache))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed while it was read");
            assertThat(cache.resolve("2/main-classes")).doesNotExist();
        }
    }

    @Test
    void aFileThatChangesWithinTheTickOfTheClockIsNoticed() throws IOException {
        Path file = application.classes.resolve("app/Owner.class");
        byte[] bytes = Files.readAllBytes(file);
        int rounds = Integer.getInteger("faults.racy", 100);
        for (int i = 0; i < rounds; i++) {
            application.build(cache);
            bytes[i % bytes.length] ^= 1;
            Files.write(file, bytes);
            application.build(cache);
            bytes[(i + 7) % bytes.length] ^= 1;
            Files.write(file, bytes);
            application.build(cache);
            if (i % 30 == 0) {
                assertThatTheImageIsRight();
            }
            assertThat(ownerInTheImage()).isEqualTo(bytes);
        }
        assertThatTheImageIsRight();
    }

    /** The class that changes, as it is in the image. */
    private byte[] ownerInTheImage() throws IOException {
        return TarFiles.find(application.tar, "app/classes/app/Owner.class");
    }

    @Test
    void filesFromTheFutureAreReadEveryTime() throws IOException {
        Path file = application.classes.resolve("app/Owner.class");
        FileTime tomorrow = FileTime.from(Instant.now().plus(Duration.ofDays(1)));
        for (int i = 0; i < 3; i++) {
            Files.write(file, SyntheticApplication.random(40 + i, 3_000));
            Files.setLastModifiedTime(file, tomorrow);
            application.build(cache);
            assertThatTheImageIsRight();
        }
    }

    private void assertThatTheImageIsRight() throws IOException {
        assertThat(Arrays.equals(Files.readAllBytes(application.tar), application.clean()))
                .isTrue();
    }

    /** Content that has other bytes each time it is opened. */
    private static final class Changing implements Content {
        private final long size;
        private final IntFunction<byte[]> bytes;
        private int reads;

        Changing(long size, IntFunction<byte[]> bytes) {
            this.size = size;
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public synchronized InputStream open() {
            return new ByteArrayInputStream(bytes.apply(++reads));
        }
    }
}
