package io.github.layercake.build;

import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Is told what happens in a build, one method per event. */
public interface BuildLog extends Progress.Listener {

    /** It is known what the base is, for each platform of the request, lowest layer first; building begins. */
    void started(ImageRequest request, List<List<LayerReport>> bases);

    /** A rule of the user's layers matches nothing. */
    void unmatched(ImagePlan.Unmatched rule);

    /**
     * The base is an image of a registry.
     *
     * @param digest what the name means now
     * @param stale why the registry could not be asked, so that this is what the name meant last time
     */
    void named(ImageReference base, Digest digest, Optional<String> stale);

    /** There is no cache: the build goes on without it. */
    void withoutCache(ImageRequest request, IOException why);

    /** Something in the cache was damaged: what depends on it is made anew. */
    void damaged(DamagedStoreException problem);

    /** These files of the cache were damaged; they are set aside, and what they held was made anew where needed. */
    void setAside(List<Path> files);

    /** A layer of ours is ready. */
    void layer(LayerReport layer);

    /** Work goes on that takes more than two seconds; once a second. */
    @Override
    void working(String what, long done, long total);

    /** The image is at its destination. */
    void finished(BuildReport report);
}
