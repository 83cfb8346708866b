package io.github.layercake.build;

import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.oci.Image;

/** Is told what happens in a build, one method per event. */
public interface BuildLog {

    /** The base is open; building begins. */
    void started(ImageRequest request, Image base);

    /** A layer of ours is ready. */
    void layer(BuiltLayer layer);

    /** The image is at its destination. */
    void finished(BuildReport report);
}
