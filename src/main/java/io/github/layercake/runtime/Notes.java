package io.github.layercake.runtime;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this package keeps in the store: lists of texts under the digest of a list of texts. What cannot be kept is
 * found out again next time.
 *
 * <p>A text ends in a zero byte, which none of them contains: they are paths, names, digests and numbers.
 */
final class Notes {
    /** Changes when anything changes that the notes depend on but do not name. */
    private static final String FORMAT = "runtime 2";

    private final Optional<Store> store;
    private final long now;

    /**
     * Notes in a store.
     *
     * @param now before anything was looked at, nanoseconds since 1970
     */
    Notes(Optional<Store> store, long now) {
        this.store = store;
        this.now = now;
    }

    static Digest key(String kind, List<String> parts) {
        List<String> all = new ArrayList<>(parts.size() + 2);
        all.add(FORMAT);
        all.add(kind);
        all.addAll(parts);
        return Digest.of(encode(all));
    }

    Optional<List<String>> read(Digest key) {
        if (store.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<String>> found =
                store.get().read(Kind.RUNTIME, key).payload().map(Notes::decode);
        if (found.isPresent()) {
            store.get().touch(Kind.RUNTIME, key);
        }
        return found;
    }

    void write(Digest key, List<String> texts) {
        store.ifPresent(kept -> kept.write(Kind.RUNTIME, key, ByteBuffer.wrap(encode(texts))));
    }

    void remove(Digest key) {
        store.ifPresent(kept -> kept.remove(Kind.RUNTIME, key));
    }

    /** Whether a later change of the file would be seen, so that its stat may be kept in a note. */
    boolean isSettled(FileStat stat) {
        return stat.settledBefore(now);
    }

    static String text(FileStat stat) {
        return stat.size() + " " + stat.mtime() + " " + stat.ctime() + " " + stat.key();
    }

    private static byte[] encode(List<String> texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(text).append('\0');
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> decode(ByteBuffer payload) {
        String all = StandardCharsets.UTF_8.decode(payload).toString();
        List<String> texts = new ArrayList<>();
        for (int start = 0, end = all.indexOf('\0'); end >= 0; start = end + 1, end = all.indexOf('\0', start)) {
            texts.add(all.substring(start, end));
        }
        return texts;
    }
}
