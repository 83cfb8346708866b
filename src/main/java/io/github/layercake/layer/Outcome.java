package io.github.layercake.layer;

import java.util.List;

/** What became of a layer in a build. */
public sealed interface Outcome {

    /** It was there already. */
    record Reused() implements Outcome {}

    /** This image had no layer of this name before. */
    record New() implements Outcome {}

    /**
     * It was there, but not as it must be now.
     *
     * @param summary why, in a few words
     * @param changes every entry that changed, a line each
     */
    record Rebuilt(String summary, List<String> changes) implements Outcome {
        public Rebuilt {
            changes = List.copyOf(changes);
        }
    }
}
