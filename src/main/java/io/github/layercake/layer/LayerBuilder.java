package io.github.layercake.layer;

import io.github.layercake.plan.LayerPlan;
import java.io.IOException;

/** Makes layers. A decorator may have them ready. */
public interface LayerBuilder {

    /**
     * Makes one layer. The same plan over the same bytes gives the same layer, on every machine.
     *
     * @throws IOException if a file cannot be read, or changes while it is read
     */
    BuiltLayer build(LayerPlan plan) throws IOException;
}
