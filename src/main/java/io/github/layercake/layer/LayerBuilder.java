package io.github.layercake.layer;

import java.io.IOException;

/** Makes layers. A decorator may have them ready. */
public interface LayerBuilder {

    /**
     * Makes one layer. The same plan over the same bytes gives the same layer, on every machine.
     *
     * @throws IOException if a file cannot be read, or changes while it is read
     */
    BuiltLayer build(HashedPlan plan) throws IOException;
}
