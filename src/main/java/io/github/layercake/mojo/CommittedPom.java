package io.github.layercake.mojo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.maven.model.building.ModelSource2;
import org.jspecify.annotations.Nullable;

/** A POM as it was in a commit, and with it the POMs beside it that it names as parents. */
final class CommittedPom implements ModelSource2 {
    private final Git git;
    private final String commit;
    private final Path place;
    private final byte[] bytes;

    private CommittedPom(Git git, String commit, Path place, byte[] bytes) {
        this.git = git;
        this.commit = commit;
        this.place = place;
        this.bytes = bytes;
    }

    /** @param place where the file is now, or was */
    static CommittedPom read(Git git, String commit, Path place) throws IOException {
        return new CommittedPom(git, commit, place, git.show(commit, place).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public String getLocation() {
        return commit + ":" + place;
    }

    @Override
    public URI getLocationURI() {
        return place.toUri();
    }

    /** What the interface asks for where there is none: null. */
    @Override
    public @Nullable ModelSource2 getRelatedSource(String relative) {
        Path related = place.resolveSibling(relative).normalize();
        if (!relative.endsWith(".xml")) {
            related = related.resolve("pom.xml");
        }
        try {
            return read(git, commit, related);
        } catch (IOException e) {
            return null;
        }
    }
}
