package io.github.layercake.build;

import io.github.layercake.io.Digest;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what it was told. */
final class RecordingLog implements BuildLog {
    final List<ImagePlan.Unmatched> unmatched = new ArrayList<>();
    final List<String> named = new ArrayList<>();
    final List<String> stale = new ArrayList<>();
    final List<String> withoutCache = new ArrayList<>();
    final List<String> damaged = new ArrayList<>();
    final List<Path> setAside = new ArrayList<>();

    @Override
    public void started(ImageRequest request, List<List<LayerReport>> bases) {}

    @Override
    public void named(ImageReference base, Digest digest, Optional<String> why) {
        named.add(digest.toString());
        why.ifPresent(stale::add);
    }

    @Override
    public void withoutCache(ImageRequest request, IOException why) {
        withoutCache.add(why.toString());
    }

    @Override
    public void damaged(DamagedStoreException problem) {
        damaged.add(String.valueOf(problem.getMessage()));
    }

    @Override
    public void setAside(List<Path> files) {
        setAside.addAll(files);
    }

    @Override
    public void layer(LayerReport layer) {}

    @Override
    public void working(String what, long done, long total) {}

    @Override
    public void finished(BuildReport report) {}

    @Override
    public void unmatched(ImagePlan.Unmatched rule) {
        unmatched.add(rule);
    }
}
