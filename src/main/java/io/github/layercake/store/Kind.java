package io.github.layercake.store;

/** What a record of the store is about. */
public enum Kind {
    /** From the key of a layer to its digests and segments. */
    LAYER("layers"),
    /** From the path of an archive to what the last build put into it. */
    JOURNAL("journals"),
    /** From the path of an archive to all that the last build was made from. */
    BUILD("builds"),
    /** From the path of a file to its stat and digest. */
    MEMO("memos"),
    /** From the class files of a project to its main class. */
    MAIN_CLASS("main-classes"),
    /**
     * What is known of registries: from the name of an image to its digest, from a blob to a repository that has it.
     */
    REGISTRY_NOTE("registry-notes"),
    /** What is known of Java runtimes: JDKs, the modules of class paths, what was linked. */
    RUNTIME("runtimes");

    private final String directory;

    Kind(String directory) {
        this.directory = directory;
    }

    String directory() {
        return directory;
    }
}
