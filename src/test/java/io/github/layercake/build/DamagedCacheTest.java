package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Digest;
import io.github.layercake.layer.Outcome;
import io.github.layercake.plan.LayerPattern;
import io.github.layercake.plan.LayerRule;
import io.github.layercake.plan.Layering;
import io.github.layercake.store.SegmentFile;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file of the cache is found before it reaches an image, is reported and made anew. */
class DamagedCacheTest {
    private static final int DESCRIPTION = 40;

    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;
    private byte[] right;
    private final Map<Path, byte[]> sound = new TreeMap<>();

    @BeforeEach
    void buildOnce() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
        application.build(cache);
        right = application.clean();
        for (Path file : SyntheticApplication.files(cache)) {
            if (!Objects.toString(file.getFileName()).startsWith("prune")) {
                sound.put(file, Files.readAllBytes(file));
            }
        }
        assertThat(kinds()).containsExactly("builds", "journals", "layers", "main-classes", "memos", "segments");
    }

    @Test
    void whatIsWrongInTheRequestIsSaidOnceHoweverOftenTheBuildBeginsAgain() throws IOException {
        application.layering = Layering.single()
                .with(List.of(
                        new LayerRule("own", LayerRule.Place.BASE, List.of(new LayerPattern("no.body:*")), List.of())));
        Files.delete(application.tar);
        for (Path file : sound.keySet()) {
            if (kind(file).equals("segments")) {
                Damage.CUT_IN_HALF.to(file, Files.readAllBytes(file));
            }
        }

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.log().damaged).isNotEmpty();
        assertThat(built.log().unmatched).hasSize(1);
        assertThat(application.tar).hasBinaryContent(right);
    }

    private List<String> kinds() {
        return sound.keySet().stream().map(this::kind).distinct().sorted().toList();
    }

    private String kind(Path file) {
        return cache.resolve("2").relativize(file).getName(0).toString();
    }

    /** A way to lose a file. */
    enum Damage {
        EMPTIED {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        CUT_IN_HALF {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        CUT_BY_ONE_BYTE {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            }
        },
        LONGER {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
            }
        },
        MISSING {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.delete(file);
            }
        },
        A_DIRECTORY {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        },
        DELETED_WITH_ITS_DIRECTORY {
            @Override
            void to(Path file, byte[] bytes) throws IOException {
                Files.delete(file);
                try {
                    Files.delete(Objects.requireNonNull(file.getParent()));
                } catch (DirectoryNotEmptyException e) {
                    // Another file's hash starts with the same two digits.
                    return;
                }
            }
        };

        abstract void to(Path file, byte[] bytes) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsNotWholeIsMadeAnew(Damage damage) throws IOException {
        for (Map.Entry<Path, byte[]> file : sound.entrySet()) {
            damage.to(file.getKey(), file.getValue());
            buildWithoutArchive(file.getKey() + " " + damage);
            restore();
            damage.to(file.getKey(), file.getValue());
            forgetLayers(file.getKey());
            SyntheticApplication.Built built = buildWithoutArchive(file.getKey() + " " + damage);
            if (damage != Damage.MISSING
                    && damage != Damage.DELETED_WITH_ITS_DIRECTORY
                    && damage != Damage.A_DIRECTORY) {
                assertThatItWasReported(file.getKey(), built);
            }
            restore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"builds", "journals", "layers", "main-classes", "memos", "segments"})
    void aFlippedBitIsFoundWhereverItIs(String kind) throws IOException {
        int seen = 0;
        for (Map.Entry<Path, byte[]> file : sound.entrySet()) {
            if (kind(file.getKey()).equals(kind) && seen++ < 4) {
                for (int at : offsets(file.getValue().length)) {
                    byte[] bytes = file.getValue().clone();
                    bytes[at] ^= (byte) (1 << (at % 8));
                    Files.write(file.getKey(), bytes);
                    if (at >= bytes.length - DESCRIPTION) {
                        forgetLayers(file.getKey());
                    }
                    SyntheticApplication.Built built = buildWithoutArchive(file.getKey() + " at " + at);
                    assertThatItWasReported(file.getKey(), built);
                    restore();
                }
            }
        }
    }

    /** Magic, every field of a small record, some of a large one, all of a segment's description, the checksum. */
    private static List<Integer> offsets(int length) {
        List<Integer> offsets = new ArrayList<>(List.of(0, 3));
        int step = Math.max(8, length / 5);
        for (int at = 5; at < length - DESCRIPTION; at += step) {
            offsets.add(at);
        }
        for (int fromEnd : new int[] {40, 32, 24, 20, 16, 8, 1}) {
            if (length - fromEnd > 3) {
                offsets.add(length - fromEnd);
            }
        }
        return offsets;
    }

    @Test
    void aSoundFileUnderAnotherNameIsNoBetter() throws IOException {
        List<Path> files = List.copyOf(sound.keySet());
        for (int i = 1; i < files.size(); i++) {
            if (kind(files.get(i)).equals(kind(files.get(i - 1)))) {
                Files.write(files.get(i), Objects.requireNonNull(sound.get(files.get(i - 1))));
                forgetLayers(files.get(i));
                SyntheticApplication.Built built = buildWithoutArchive(files.get(i) + " swapped");
                assertThatItWasReported(files.get(i), built);
                restore();
            }
        }
    }

    @Test
    void aSoundSegmentOfOtherBytesIsNotTheOneThatTheLayerWasMadeOf() throws IOException {
        for (Path file : sound.keySet()) {
            if (!kind(file).equals("segments")) {
                continue;
            }
            Files.delete(application.tar);
            try (Store store = Store.open(cache)) {
                SegmentFile segment = store.segment(new Digest("sha256", Objects.toString(file.getFileName())));
                SegmentFile.Stored stored = segment.find().orElseThrow();
                byte[] other = stored.content().readAll();
                other[other.length / 2] ^= 1;
                try (SegmentFile.Draft draft = segment.create()) {
                    draft.out().write(other);
                    draft.keep(stored.segment());
                }
            }
            SyntheticApplication.Built built = application.build(cache);

            assertThat(built.log().damaged).as("%s", file).isNotEmpty();
            assertThat(application.tar).hasBinaryContent(right);
        }
    }

    @Test
    void everythingDamagedAtOnceIsMadeAnew() throws IOException {
        for (Map.Entry<Path, byte[]> file : sound.entrySet()) {
            byte[] bytes = file.getValue().clone();
            bytes[bytes.length / 2] ^= 1;
            Files.write(file.getKey(), bytes);
        }

        buildWithoutArchive("everything");

        assertThat(application.build(cache).outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
    }

    @Test
    void allSegmentsGoneIsNoWorseThanACold() throws IOException {
        for (Path file : sound.keySet()) {
            if (kind(file).equals("segments")) {
                Files.delete(file);
            }
        }

        SyntheticApplication.Built built = buildWithoutArchive("no segments");

        assertThat(built.log().damaged).isNotEmpty();
    }

    @Test
    void aDamagedLayerRecordIsTheReasonThatIsGiven() throws IOException {
        for (Path file : sound.keySet()) {
            if (kind(file).equals("layers")) {
                Files.write(file, new byte[40]);
            } else if (kind(file).equals("builds")) {
                Files.delete(file);
            }
        }

        assertThat(application.build(cache).outcomes())
                .allMatch(outcome -> outcome.equals(new Outcome.Rebuilt("corrupt in the cache", List.of())));
    }

    /** A layer's record has all that is needed of a segment's description; without it, the description is read. */
    private void forgetLayers(Path damaged) throws IOException {
        if (kind(damaged).equals("segments")) {
            for (Path file : sound.keySet()) {
                if (kind(file).equals("layers")) {
                    Files.delete(file);
                }
            }
        }
    }

    private SyntheticApplication.Built buildWithoutArchive(String what) throws IOException {
        Files.deleteIfExists(application.tar);
        if (what.contains("memos")) {
            // A memo is of use only to those who have no journal.
            for (Path file : sound.keySet()) {
                if (kind(file).equals("journals")) {
                    Files.deleteIfExists(file);
                }
            }
        }
        SyntheticApplication.Built built = application.build(cache);
        assertThat(Arrays.equals(Files.readAllBytes(application.tar), right))
                .as(what)
                .isTrue();
        assertThat(SyntheticApplication.temporaryFiles(directory)).as(what).isEmpty();
        return built;
    }

    private void assertThatItWasReported(Path file, SyntheticApplication.Built built) {
        assertThat(built.log().setAside.toString() + built.log().damaged)
                .as("report of %s", file)
                .contains(Objects.toString(file.getFileName()));
        assertThat(cache.resolve("2/quarantine").resolve(Objects.requireNonNull(file.getFileName())))
                .exists();
    }

    private void restore() throws IOException {
        for (Map.Entry<Path, byte[]> file : sound.entrySet()) {
            if (Files.isDirectory(file.getKey())) {
                Files.delete(file.getKey());
            }
            Files.createDirectories(Objects.requireNonNull(file.getKey().getParent()));
            Files.write(file.getKey(), file.getValue());
        }
    }
}
