package io.github.layercake.layer;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes layers that are not compressed: nothing is kept, the tar stream is read from the application's own files. */
public final class PlainLayerBuilder implements LayerBuilder {
    private final Progress progress;

    /** @param progress is told what is read */
    public PlainLayerBuilder(Progress progress) {
        this.progress = progress;
    }

    @Override
    public BuiltLayer build(HashedPlan plan) throws IOException {
        List<Content> parts = new ArrayList<>();
        for (TarPieces.Piece piece : TarPieces.of(plan)) {
            parts.add(piece instanceof TarPieces.LargeFile file ? verified(file) : (TarPieces.Glue) piece);
        }
        Content content = new Concatenation(parts);
        progress.begin(plan.plan().name(), content.size());
        Digest digest = Digest.of(progress.counted(content));
        return new BuiltLayer(
                plan.plan(), new Layer(MediaTypes.LAYER, digest, digest, content.size(), content), new Outcome.New());
    }

    /** The file as it was hashed, or an error; glue makes sure of that by itself. */
    private static Content verified(TarPieces.LargeFile file) {
        TarEntry tar = file.entry().tar();
        return new VerifiedContent(file.entry().content(), file.digest(), tar.size(), found -> TarPieces.changed(tar));
    }
}
