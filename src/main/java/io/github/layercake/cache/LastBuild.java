package io.github.layercake.cache;

import io.github.layercake.io.FileStat;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the last build of an archive was made from, and what it told. If neither the inputs nor the archive have changed
 * since, nothing else has to be looked at: not the layers, not the base, and no file is opened.
 *
 * <p>Once a day it knows nothing, so that a whole build notes what it uses, and it is not pruned.
 */
public final class LastBuild {
    private final Store store;
    private final Path archive;

    /** @param archive that was, and will be, written */
    public LastBuild(Store store, Path archive) {
        this.store = store;
        this.archive = archive;
    }

    /** What the last build told, if it was made from {@code inputs} and its archive is as it was left. */
    public Optional<RecordReader> find(BuildInputs inputs) {
        Optional<ByteBuffer> payload =
                store.read(Kind.BUILD, Keys.path(archive)).payload();
        if (payload.isEmpty()) {
            return Optional.empty();
        }
        return Records.decode(payload.get(), this::stored)
                .filter(stored -> stored.inputs.equals(inputs.bytes()) && isThere(stored.archive))
                .filter(stored -> !store.touch(Kind.BUILD, Keys.path(archive)))
                .map(Stored::told);
    }

    /**
     * Notes a build.
     *
     * @param file the archive as it was left
     * @param told whatever the next build needs to know instead of building
     */
    public void write(BuildInputs inputs, FileStat file, RecordWriter told) {
        if (inputs.isSettled()) {
            ByteBuffer bytes = inputs.bytes();
            ByteBuffer rest = told.toBuffer();
            RecordWriter out = new RecordWriter(64 + bytes.remaining() + rest.remaining());
            out.stat(file).number(bytes.remaining()).raw(bytes).raw(rest);
            store.write(Kind.BUILD, Keys.path(archive), out.toBuffer());
        }
    }

    private record Stored(FileStat archive, ByteBuffer inputs, RecordReader told) {}

    private Stored stored(ByteBuffer payload) {
        RecordReader in = new RecordReader(payload);
        return new Stored(in.stat(), in.slice(in.count()), in);
    }

    private boolean isThere(FileStat stat) {
        try {
            return FileStat.of(archive).equals(stat);
        } catch (IOException e) {
            return false;
        }
    }
}
