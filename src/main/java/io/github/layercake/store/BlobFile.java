package io.github.layercake.store;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.VerifiedContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/** A blob of a registry in the store: exactly its bytes, named by their digest. */
public final class BlobFile {
    static final String DIRECTORY = "blobs";
    private static final int BUFFER = 1 << 17;
    private static final int POLL_MILLIS = 10;

    private final Store store;
    private final Path file;
    private final Digest digest;

    private BlobFile(Store store, Path file, Digest digest) {
        this.store = store;
        this.file = file;
        this.digest = digest;
    }

    /** The place of a blob in a store. */
    public static BlobFile of(Store store, Digest digest) {
        return new BlobFile(store, store.place(DIRECTORY, digest), digest);
    }

    /**
     * The blob, if it is there. Reading it fails with {@link DamagedStoreException} if it is not sound, and it is set
     * aside then.
     */
    public Optional<Content> find() {
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            return Optional.empty();
        }
        store.touch(file);
        Content bytes = new StoredContent(Content.slice(file, 0, size), () -> setAside("missing"));
        return Optional.of(new VerifiedContent(bytes, digest, size, found -> setAside("damaged")));
    }

    private DamagedStoreException setAside(String what) {
        store.quarantine(file);
        return new DamagedStoreException("the blob " + digest + " was " + what);
    }

    /**
     * Keeps the blob, if it is not there yet. Of all threads, class loaders and processes that want it only one reads
     * the source; the others wait for it.
     *
     * @param source reading it fails if it is not what the digest says
     * @return the blob; empty if it cannot be written (the disk is full, it is read-only)
     * @throws IOException if the source cannot be read
     */
    public Optional<Content> keep(Content source) throws IOException {
        // A lock on a file belongs to the process: among our own threads, equal strings are one object in all of them.
        synchronized (file.toAbsolutePath().toString().intern()) {
            Optional<Content> there = find();
            if (there.isPresent()) {
                return there;
            }
            Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
            try (FileChannel channel = open(lockFile)) {
                await(channel);
                there = find();
                return there.isPresent() ? there : copy(source);
            } catch (LockingException e) {
                return copy(source);
            } finally {
                delete(lockFile);
            }
        }
    }

    /** The directory cannot be written to, or its file system knows no locks. */
    private static final class LockingException extends IOException {
        private static final long serialVersionUID = 1L;

        LockingException(IOException cause) {
            super(cause);
        }
    }

    private static FileChannel open(Path lockFile) throws LockingException {
        try {
            Files.createDirectories(TemporaryFile.directoryOf(lockFile));
            return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new LockingException(e);
        }
    }

    /**
     * Waits for the lock. The system would wait, too, but takes two processes of which each has a lock that a thread of
     * the other waits for to be deadlocked, whatever their other threads do, and refuses.
     */
    private static void await(FileChannel channel) throws IOException {
        while (!isLocked(channel)) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws LockingException {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw new LockingException(e);
        }
    }

    private static void delete(Path lockFile) {
        try {
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            // It is empty, and will do for the next one.
            return;
        }
    }

    private Optional<Content> copy(Content source) throws IOException {
        TemporaryFile temporary;
        try {
            temporary = TemporaryFile.create(TemporaryFile.directoryOf(file), Store.TEMPORARY);
        } catch (IOException e) {
            return Optional.empty();
        }
        try (temporary;
                InputStream in = source.open()) {
            if (!copy(in, temporary.out())) {
                return Optional.empty();
            }
            try {
                temporary.moveTo(file);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return find();
    }

    /** Returns false if writing fails; what reading throws is thrown. */
    private static boolean copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            try {
                out.write(buffer, 0, n);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return Objects.toString(file.getFileName());
    }
}
