package io.github.layercake.plan;

/**
 * What Maven calls an artifact. A snapshot has its base version ({@code 1.0-SNAPSHOT}), never a timestamp, so that the
 * name of a file in the image does not change with every deployment.
 *
 * @param groupId such as {@code org.slf4j}
 * @param artifactId such as {@code slf4j-api}
 * @param version such as {@code 2.0.17}
 * @param classifier such as {@code linux-x86_64}, or empty
 * @param extension of the file, such as {@code jar}
 */
public record Coordinates(String groupId, String artifactId, String version, String classifier, String extension) {

    /** The name of the file in a Maven repository, which is its name in the image. */
    public String fileName() {
        return artifactId + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + extension;
    }

    @Override
    public String toString() {
        return groupId + ":" + artifactId + (classifier.isEmpty() ? "" : ":" + classifier) + ":" + version;
    }
}
