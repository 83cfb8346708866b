package io.github.layercake.cache;

import io.github.layercake.io.Content;
import io.github.layercake.io.FileStat;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a build is made from, one after the other: two builds with equal inputs make the same image. A file
 * stands for its content by its stat.
 *
 * <p>{@link #isSettled()} tells whether a later change of any of the files would show in these inputs.
 */
public final class BuildInputs {
    private final RecordWriter out = new RecordWriter();
    private final long started;
    private boolean settled = true;

    /** @param started the time before anything was looked at, nanoseconds since 1970 */
    public BuildInputs(long started) {
        this.started = started;
    }

    public BuildInputs number(long value) {
        out.number(value);
        return this;
    }

    public BuildInputs text(String value) {
        out.text(value);
        return this;
    }

    public BuildInputs text(Optional<String> value) {
        number(value.isPresent() ? 1 : 0);
        return value.isPresent() ? text(value.get()) : this;
    }

    /** In their order, which matters. */
    public BuildInputs texts(Collection<String> values) {
        number(values.size());
        for (String value : values) {
            text(value);
        }
        return this;
    }

    public BuildInputs texts(Optional<? extends Collection<String>> values) {
        number(values.isPresent() ? 1 : 0);
        return values.isPresent() ? texts(values.get()) : this;
    }

    /** In its order. */
    public BuildInputs map(Map<String, String> values) {
        number(values.size());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text(value.getKey()).text(value.getValue());
        }
        return this;
    }

    /** A file, by what the file system tells of it. */
    public BuildInputs file(FileStat stat) {
        settled &= stat.settledBefore(started);
        out.stat(stat);
        return this;
    }

    /** Something beside these inputs that a later build compares, too: it must be settled as they are. */
    public void besides(FileStat stat) {
        settled &= stat.settledBefore(started);
    }

    /** The bytes of a file, by its stat. Other bytes cannot be told without reading them: they are never settled. */
    public BuildInputs content(Content content) {
        if (content instanceof Content.FileContent file && file.stat().isPresent()) {
            return file(file.stat().get());
        }
        settled = false;
        return this;
    }

    /** Whether a file that changes from now on will have another stat than the one in here. */
    public boolean isSettled() {
        return settled;
    }

    ByteBuffer bytes() {
        return out.toBuffer();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BuildInputs inputs && bytes().equals(inputs.bytes());
    }

    @Override
    public int hashCode() {
        return bytes().hashCode();
    }
}
