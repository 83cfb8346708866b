package io.github.layercake.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What images that do not know of each other share because their layers are identical.
 *
 * @param images how many
 * @param jars bytes of all jars, each as often as images have it: what one layer for each image stores
 * @param unique bytes of the jars, each once: less nobody can store
 * @param stored bytes of the layers, each once
 * @param expectedShare the part of an image that is sent again if one of its jars, whichever, changes; the average of
 *     all images
 */
public record Sharing(int images, long jars, long unique, long stored, double expectedShare) {

    /** What the images of some applications share; {@code images} are their releases. */
    public static Sharing of(List<List<Dependency>> images, Layering layering, int baseLayers) {
        Set<Set<Replay.Piece>> layers = new HashSet<>();
        Set<Replay.Piece> unique = new HashSet<>();
        long jars = 0;
        long uniqueSize = 0;
        long stored = 0;
        double shares = 0;
        for (List<Dependency> image : images) {
            long size = 0;
            for (Replay.Piece piece : Replay.pieces(image)) {
                size += piece.size();
                uniqueSize += unique.add(piece) ? piece.size() : 0;
            }
            jars += size;
            double resent = 0;
            for (Set<Replay.Piece> layer : Replay.stack(image, layering, baseLayers)) {
                resent += (double) layer.size() * Replay.size(layer);
                stored += layers.add(layer) ? Replay.size(layer) : 0;
            }
            shares += size == 0 ? 0 : resent / image.size() / size;
        }
        return new Sharing(images.size(), jars, uniqueSize, stored, images.isEmpty() ? 0 : shares / images.size());
    }
}
