package io.github.layercake.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A piece is known by its identity, so that must be another one whenever its bytes are. */
class TarPiecesTest {
    private static final int LARGE = 64 << 10;

    private static LayerEntry file(TarEntry tar, int fill) {
        byte[] bytes = new byte[(int) tar.size()];
        Arrays.fill(bytes, (byte) fill);
        return new LayerEntry(tar, Content.of(bytes), "");
    }

    private static List<TarPieces.Piece> pieces(List<LayerEntry> entries) throws IOException {
        List<Digest> digests = new ArrayList<>();
        for (LayerEntry entry : entries) {
            digests.add(Digest.of(entry.content()));
        }
        return TarPieces.of(new HashedPlan(new LayerPlan("test", "", entries), digests));
    }

    private static Digest plain(TarPieces.Piece piece) throws IOException {
        byte[] bytes = new byte[(int) piece.size()];
        piece.readInto(bytes);
        return Digest.of(bytes);
    }

    @Test
    void eachFactMakesAnotherIdentity() throws IOException {
        TarEntry tar = TarEntry.file("app/a", 10, 0644, 0, 0);
        Set<Digest> identities = new HashSet<>();
        List<LayerEntry> variants = List.of(
                file(tar, 1),
                file(tar, 2),
                file(TarEntry.file("app/b", 10, 0644, 0, 0), 1),
                file(TarEntry.file("app/a", 11, 0644, 0, 0), 1),
                file(TarEntry.file("app/a", 0, 0644, 0, 0), 1),
                file(TarEntry.file("app/a", 10, 0755, 0, 0), 1),
                file(TarEntry.file("app/a", 10, 0644, 7, 0), 1),
                file(TarEntry.file("app/a", 10, 0644, 0, 7), 1),
                file(new TarEntry("app/a", TarEntry.Type.FILE, 10, 0644, 0, 0, 2, ""), 1),
                file(TarEntry.directory("app/a", 0644, 0, 0), 1),
                file(TarEntry.link("app/a", "b", 0, 0), 1),
                file(TarEntry.link("app/a", "c", 0, 0), 1),
                file(new TarEntry("app/a", TarEntry.Type.HARD_LINK, 0, 0777, 0, 0, 1, "b"), 1),
                // The header of a large file is in glue, and its content is not.
                file(TarEntry.file("app/a", LARGE, 0644, 0, 0), 1),
                file(TarEntry.file("app/a", LARGE + 1, 0644, 0, 0), 1));
        for (LayerEntry variant : variants) {
            assertThat(identities.add(pieces(List.of(variant)).get(0).identity()))
                    .as(variant.tar().toString())
                    .isTrue();
        }
    }

    @Test
    void whatNamesSayIsNotTakenForSomethingElse() throws IOException {
        // Two files, and one whose name is all that is said of both.
        LayerEntry a = file(TarEntry.file("a", 1, 0644, 0, 0), 1);
        LayerEntry b = file(TarEntry.file("b", 1, 0644, 0, 0), 1);
        String digest = Digest.of(a.content()).toString();
        String said = "a" + a.tar().facts().length() + " " + a.tar().facts() + "content" + digest.length() + " "
                + digest + "zeros3 511header1 b";
        LayerEntry both = file(TarEntry.file(said, 1, 0644, 0, 0), 1);
        assertThat(pieces(List.of(both)).get(0).identity())
                .isNotEqualTo(pieces(List.of(a, b)).get(0).identity());
    }

    @Test
    void aFileThatHoldsTheFactsIsNotTakenForWhatTheySay() throws IOException {
        LayerEntry a = file(TarEntry.file("a", 1, 0644, 0, 0), 1);
        String digest = Digest.of(a.content()).toString();
        String facts = a.tar().facts();
        Digest said = Digest.of(("tar-2header1 a" + facts.length() + " " + facts + "content" + digest.length() + " "
                        + digest + "zeros3 511zeros4 1024")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(pieces(List.of(a)).get(0).identity())
                .isEqualTo(Digest.of(said.toString().getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(said);
    }

    @Test
    void equalIdentitiesHaveEqualBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Map<Digest, Digest> bytes = new HashMap<>();
        int met = 0;
        for (int round = 0; round < 300; round++) {
            List<LayerEntry> entries = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int size = List.of(0, 1, 512, 513, LARGE, LARGE + 512).get(random.nextInt(6));
                String name = random.nextInt(8) == 0 ? "dir/".repeat(40) + i : "app/" + i;
                entries.add(file(TarEntry.file(name, size, 0644, 0, 0), random.nextInt(2)));
            }
            for (TarPieces.Piece piece : pieces(entries)) {
                Digest plain = plain(piece);
                Digest before = bytes.put(piece.identity(), plain);
                if (before != null) {
                    assertThat(before).isEqualTo(plain);
                    met++;
                }
            }
        }
        assertThat(met).as("pieces that were met again").isGreaterThan(100);
        assertThat(new HashSet<>(bytes.values()))
                .as("equal bytes, one identity")
                .hasSize(bytes.size());
    }

    @Test
    void aDirectoryOfVeryManySmallFilesIsManyPieces() throws IOException {
        List<LayerEntry> entries = files(100_000, "app/assets/icon-%06d.svg");
        List<TarPieces.Piece> pieces = pieces(entries);
        assertThat(sizes(pieces)).allMatch(size -> size < 1 << 20).hasSizeBetween(300, 600);

        entries.remove(50_000);
        Set<Digest> before = new HashSet<>();
        pieces.forEach(piece -> before.add(piece.identity()));
        assertThat(pieces(entries).stream()
                        .map(TarPieces.Piece::identity)
                        .filter(identity -> !before.contains(identity)))
                .as("pieces that are others without one of the files")
                .hasSizeBetween(1, 3);
    }

    @Test
    void namesThatNeverCutMakeNoPieceWithoutEnd() throws IOException {
        assertThat(sizes(pieces(files(20_000, "app/same"))))
                .allMatch(size -> size < 5 << 20)
                .hasSizeBetween(7, 9);
    }

    private static List<Long> sizes(List<TarPieces.Piece> pieces) {
        return pieces.stream().map(TarPieces.Piece::size).toList();
    }

    private static List<LayerEntry> files(int count, String name) {
        List<LayerEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(file(TarEntry.file(name.formatted(i), 600, 0644, 0, 0), 1));
        }
        return entries;
    }
}
