package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;

/**
 * Contents one after the other.
 *
 * @param parts in their order
 */
public record Concatenation(List<Content> parts) implements Content {

    public Concatenation {
        parts = List.copyOf(parts);
    }

    @Override
    public long size() throws IOException {
        long size = 0;
        for (Content part : parts) {
            size += part.size();
        }
        return size;
    }

    @Override
    public long writeTo(OutputStream out) throws IOException {
        long written = 0;
        for (Content part : parts) {
            written += part.writeTo(out);
        }
        return written;
    }

    @Override
    public InputStream open() throws IOException {
        Iterator<Content> iterator = parts.iterator();
        try {
            return new SequenceInputStream(new Enumeration<InputStream>() {
                @Override
                public boolean hasMoreElements() {
                    return iterator.hasNext();
                }

                @Override
                public InputStream nextElement() {
                    try {
                        return iterator.next().open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
