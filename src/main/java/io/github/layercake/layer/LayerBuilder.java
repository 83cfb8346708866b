package io.github.layercake.layer;

import java.io.IOException;
import java.util.Optional;

/** Makes layers. A decorator may have them ready. */
public interface LayerBuilder {

    /** The layer, if it is ready. */
    default Optional<BuiltLayer> find(HashedPlan plan) throws IOException {
        return Optional.empty();
    }

    /**
     * Makes one layer. The same plan over the same bytes gives the same layer, on every machine.
     *
     * @throws IOException if a file cannot be read, or changes while it is read
     */
    BuiltLayer build(HashedPlan plan) throws IOException;
}
