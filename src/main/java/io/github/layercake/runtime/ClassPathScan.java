package io.github.layercake.runtime;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the files of a class path for what they ask of the platform; each jar once per machine, known by its digest.
 *
 * <p>It does for class paths what {@code jdeps} does for one application, without its failures: a dependency that is
 * not there, a package in two jars, a {@code module-info} that requires what is not on the path, or a damaged jar
 * (which the JVM skips, too) is no error. Of a multi-release jar all releases that the JDK would choose from are read.
 */
final class ClassPathScan {
    private static final String VERSIONS = "META-INF/versions/";
    private static final int MAX_ENTRY = 64 << 20;

    private final Notes notes;
    private final int feature;
    private final Progress progress;
    private boolean settled = true;

    /** @param feature version of the JDK that will run the classes, such as 17 */
    ClassPathScan(Notes notes, int feature, Progress progress) {
        this.notes = notes;
        this.progress = progress;
        this.feature = feature;
    }

    References scan(List<ClassPathFile> classPath) throws IOException {
        progress.begin("runtime, choosing modules", 0);
        References all = References.none();
        ClassReferences classes = new ClassReferences();
        for (ClassPathFile file : classPath) {
            if (file.path().endsWith(".class")) {
                classes.add(file.content().readAll());
            } else {
                all.addAll(jar(file));
            }
            progress.add(0);
        }
        all.addAll(new References(ofPlatform(classes.packages()), Set.of()));
        return all;
    }

    /** Whether what was found belongs to the digests for sure: no file changed at nearly the time of the build. */
    boolean isSettled() {
        return settled;
    }

    private References jar(ClassPathFile file) throws IOException {
        Digest key = Notes.key("jar", List.of(file.digest().toString(), Integer.toString(feature)));
        Optional<List<String>> known = notes.read(key);
        if (known.isPresent()) {
            return References.ofNote(known.get());
        }
        References found;
        boolean certain = false;
        if (file.content() instanceof Content.FileContent onDisk
                && onDisk.stat().isPresent()) {
            found = read(onDisk.file());
            FileStat stat = onDisk.stat().get();
            if (!FileStat.of(onDisk.file()).equals(stat)) {
                throw new IOException("the file '" + onDisk.file()
                        + "' changed while it was read; build again when nothing writes to it");
            }
            certain = notes.isSettled(stat);
        } else {
            Path copy = Files.createTempFile("layercake", ".jar");
            try (InputStream in = file.content().open()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                found = read(copy);
                certain = Digest.of(Content.of(copy)).equals(file.digest());
            } finally {
                Files.delete(copy);
            }
        }
        if (certain) {
            notes.write(key, found.toNote());
        }
        settled &= certain;
        return found;
    }

    private References read(Path jar) throws IOException {
        ClassReferences classes = new ClassReferences();
        Set<String> libraries = new HashSet<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.endsWith(".class") && isChosen(name)) {
                    bytes(zip, entry).ifPresent(classes::add);
                } else if (name.contains(".so") || name.endsWith(".jnilib")) {
                    bytes(zip, entry).ifPresent(bytes -> addLibraries(bytes, libraries));
                }
            }
        } catch (ZipException e) {
            // No zip file, or a damaged one. The JVM takes it for an empty one.
            return References.none();
        }
        return new References(ofPlatform(classes.packages()), libraries);
    }

    /** Whether a class is for this release, not for a later one. */
    private boolean isChosen(String name) {
        if (!name.startsWith(VERSIONS)) {
            return true;
        }
        int release = 0;
        for (int i = VERSIONS.length(); i < name.length() && name.charAt(i) != '/'; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || release > 9999) {
                return false;
            }
            release = 10 * release + digit;
        }
        return feature == 0 || release <= feature;
    }

    private static Optional<byte[]> bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_ENTRY);
            return bytes.length == MAX_ENTRY ? Optional.empty() : Optional.of(bytes);
        } catch (ZipException e) {
            return Optional.empty();
        }
    }

    /** The libraries that a native library asks for, with the machine that it is for. */
    private static void addLibraries(byte[] bytes, Set<String> libraries) {
        if (!ElfFile.isElf(bytes)) {
            return;
        }
        try {
            ElfFile elf = ElfFile.read(bytes);
            elf.needed().forEach(name -> libraries.add(elf.kind().machine() + " " + name));
        } catch (IOException e) {
            // Nobody can load it.
            return;
        }
    }

    /** Those that may be the JDK's: the others are many, and of no interest. */
    private static Set<String> ofPlatform(Set<String> packages) {
        Set<String> platform = new HashSet<>();
        for (String name : packages) {
            if (name.startsWith("java.")
                    || name.startsWith("javax.")
                    || name.startsWith("jdk.")
                    || name.startsWith("sun.")
                    || name.startsWith("com.sun.")
                    || name.startsWith("org.w3c.dom")
                    || name.startsWith("org.xml.sax")
                    || name.startsWith("org.ietf.jgss")
                    || name.startsWith("org.jcp.xml.dsig")
                    || name.startsWith("netscape.javascript")) {
                platform.add(name);
            }
        }
        return platform;
    }
}
