package io.github.layercake.layer;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes layers that are not compressed: nothing is kept, the tar stream is read from the application's own files. */
public final class PlainLayerBuilder implements LayerBuilder {

    @Override
    public BuiltLayer build(HashedPlan plan) throws IOException {
        List<Content> parts = new ArrayList<>();
        for (TarPieces.Piece piece : TarPieces.of(plan)) {
            parts.add(piece instanceof TarPieces.LargeFile file ? file.entry().content() : (TarPieces.Glue) piece);
        }
        Content content = new Concatenation(parts);
        long size = content.size();
        Digest digest = Digest.of(content);
        Content verified = new VerifiedContent(
                content,
                digest,
                size,
                found -> new IOException("a file of the layer '" + plan.plan().name()
                        + "' changed while it was read; build again when nothing writes to it"));
        return new BuiltLayer(
                plan.plan(), new Layer(MediaTypes.LAYER, digest, digest, size, verified), new Outcome.New());
    }
}
