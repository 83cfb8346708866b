package io.github.layercake.cache;

import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The record of the classes of a layer that can be started. */
final class MainClassNames {
    private MainClassNames() {}

    static NavigableSet<String> read(ByteBuffer payload) {
        RecordReader in = new RecordReader(payload);
        NavigableSet<String> names = new TreeSet<>();
        for (int i = in.count(); i > 0; i--) {
            names.add(in.text());
        }
        return names;
    }

    static ByteBuffer toBuffer(NavigableSet<String> names) {
        RecordWriter out = new RecordWriter().number(names.size());
        names.forEach(out::text);
        return out.toBuffer();
    }
}
