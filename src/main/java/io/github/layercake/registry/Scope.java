package io.github.layercake.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a token is to allow.
 *
 * @param repository that is read or written
 * @param writes whether it is written
 * @param source another repository that is read
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">Docker Registry, token scope</a>
 */
record Scope(String repository, boolean writes, Optional<String> source) {

    static Scope pull(String repository) {
        return new Scope(repository, false, Optional.empty());
    }

    static Scope push(String repository) {
        return new Scope(repository, true, Optional.empty());
    }

    Scope from(String other) {
        return new Scope(repository, writes, Optional.of(other));
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        texts.add("repository:" + repository + (writes ? ":pull,push" : ":pull"));
        source.ifPresent(other -> texts.add("repository:" + other + ":pull"));
        return texts;
    }
}
