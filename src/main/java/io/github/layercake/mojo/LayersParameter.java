package io.github.layercake.mojo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <layers>} in the POM. */
public final class LayersParameter {
    /** {@code partition} for several layers of dependencies (default), {@code single} for one. */
    @Nullable
    String mode;

    /** How many layers of dependencies there may be. */
    @Nullable
    String maximum;

    /** The user's own, in their order. */
    final List<LayerParameter> own = new ArrayList<>();

    /** Is called for each {@code <layer>}: Maven sets what it finds by name. */
    public void setLayer(LayerParameter layer) {
        own.add(layer);
    }
}
