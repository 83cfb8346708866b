package io.github.layercake.destination;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.io.BackgroundOutputStream;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.Workers;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.SavedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/**
 * A tar archive at a path, complete or absent. If exactly this image is there, the archive is not touched; else a new
 * one is written beside it, whose unchanged beginning is copied from it, and takes its place. It is never written in
 * place.
 */
public final class TarDestination implements Destination, AutoCloseable {
    /** Bytes of the old archive that are copied at a time. */
    private static final long COPIED = 64L << 20;

    private final Path file;
    private final Optional<SavedImage> previous;
    private final Progress progress;
    private Optional<Begun> begun = Optional.empty();

    /**
     * An archive.
     *
     * @param file the archive
     * @param previous what is known of the archive that is there
     * @param progress is told what is written
     */
    public TarDestination(Path file, Optional<SavedImage> previous, Progress progress) {
        this.file = file;
        this.previous = previous;
        this.progress = progress;
    }

    /** A new archive whose beginning is being copied. */
    private record Begun(AtomicFile.Draft draft, long prefix, FutureTask<Void> copy) {}

    /**
     * Begins to copy what will stay, while the other layers are being made: tens of megabytes take as long as they.
     *
     * @param blobs the first layers of the images that will be published, in their order
     */
    public void begin(List<Layer> blobs) throws IOException {
        Optional<SavedImage> usable = previous.filter(this::isUntouched);
        long prefix = usable.isPresent() ? prefix(blobs, shared(usable.get(), blobs)) : 0;
        if (prefix > 0) {
            AtomicFile.Draft draft = AtomicFile.begin(file);
            FutureTask<Void> copy = new FutureTask<>(() -> {
                // It counts when somebody waits for it.
                copy(0, prefix, draft.temporary().channel(), false);
                return null;
            });
            begun = Optional.of(new Begun(draft, prefix, copy));
            inBackground(copy);
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "image-archive");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Published publish(Images images, List<ImageReference> names) throws IOException {
        Optional<SavedImage> usable = previous.filter(this::isUntouched);
        if (usable.isPresent() && isSame(usable.get(), images, names)) {
            TemporaryFile.sweep(TemporaryFile.directoryOf(file), Objects.toString(file.getFileName()));
            return new Published(0, Files.size(file), Optional.of(usable.get().archive()));
        }
        List<Layer> blobs = images.layers();
        int shared = usable.isPresent() ? shared(usable.get(), blobs) : 0;
        long prefix = prefix(blobs, shared);
        for (Layer layer : blobs.subList(shared, blobs.size())) {
            layer.content().announce();
        }
        progress.begin("tarball", size(blobs));
        try (AtomicFile.Draft draft = draft(prefix)) {
            if (prefix > 0) {
                requireUntouched(usable.orElseThrow());
            }
            try (BackgroundOutputStream out =
                    new BackgroundOutputStream(draft.temporary().channel(), progress)) {
                ImageTarball.write(images, names, shared, out);
            }
            Optional<FileStat> left = replace(draft);
            return new Published(Files.size(file) - prefix, prefix, left);
        }
    }

    /**
     * Gives the new archive its name. The old one is gone when nobody has it open any more, which takes the file system
     * a tenth of a build: it ends while Maven goes on. Windows does not replace what somebody has open.
     */
    private Optional<FileStat> replace(AtomicFile.Draft draft) throws IOException {
        if (!Files.isRegularFile(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return draft.finish();
        }
        FileChannel old = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return draft.finish();
        } finally {
            inBackground(() -> close(old));
        }
    }

    private static void close(FileChannel old) {
        try {
            old.close();
        } catch (IOException e) {
            // Nothing was written to it, and nobody needs it.
            return;
        }
    }

    /** A new archive that begins as the old one, for {@code prefix} bytes. */
    private AtomicFile.Draft draft(long prefix) throws IOException {
        if (begun.isPresent() && begun.get().prefix() <= prefix) {
            Begun started = begun.get();
            Workers.await(started.copy(), progress);
            progress.add(started.prefix());
            copy(started.prefix(), prefix, started.draft().temporary().channel(), true);
            return started.draft();
        }
        close();
        AtomicFile.Draft draft = AtomicFile.begin(file);
        try {
            copy(0, prefix, draft.temporary().channel(), true);
            return draft;
        } catch (IOException e) {
            draft.close();
            throw e;
        }
    }

    /** Stops what was begun, and leaves nothing of it. */
    @Override
    public void close() throws IOException {
        if (begun.isPresent()) {
            begun.get().draft().close();
            begun = Optional.empty();
        }
    }

    private static long prefix(List<Layer> blobs, int shared) throws IOException {
        return shared == 0 ? 0 : ImageTarball.prefixSize(blobs.subList(0, shared));
    }

    /** What was copied is what was known only if nobody replaced or changed it meanwhile. */
    private void requireUntouched(SavedImage tar) throws IOException {
        if (!isUntouched(tar)) {
            throw new IOException("'" + file + "' was changed by somebody else while it was copied; build again");
        }
    }

    private boolean isUntouched(SavedImage tar) {
        try {
            return Files.isRegularFile(file) && FileStat.of(file).equals(tar.archive());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSame(SavedImage tar, Images images, List<ImageReference> names) {
        if (!tar.digest().equals(images.digest())
                || !tar.id().equals(images.main().id())
                || tar.names().size() != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!tar.names().get(i).equals(names.get(i).toString())) {
                return false;
            }
        }
        return true;
    }

    /** How many blobs are the same from the beginning on; a base may claim another size for the same digest. */
    private static int shared(SavedImage tar, List<Layer> blobs) {
        int shared = 0;
        while (shared < Math.min(tar.blobs().size(), blobs.size())
                && tar.blobs().get(shared).equals(SavedImage.Blob.of(blobs.get(shared)))) {
            shared++;
        }
        return shared;
    }

    private static long size(List<Layer> blobs) {
        long size = 0;
        for (Layer layer : blobs) {
            size += layer.size();
        }
        return size;
    }

    private void copy(long from, long to, FileChannel out, boolean counts) throws IOException {
        if (from == to) {
            return;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = from; at < to; ) {
                long copied = in.transferTo(at, Math.min(to - at, COPIED), out);
                if (copied <= 0) {
                    throw new EOFException("'" + file + "' was changed while it was copied; build again");
                }
                at += copied;
                progress.add(counts ? copied : 0);
            }
        }
    }
}
