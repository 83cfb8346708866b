package io.github.layercake.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tells which packages of this machine files came with: dpkg's and apk's database is read, rpm is asked. A file of
 * which it says nothing has no package.
 */
final class PackageDatabase {
    private static final int RPM_SECONDS = 20;

    private final Path root;

    /** @param root {@code /}, or a directory that stands for it */
    PackageDatabase(Path root) {
        this.root = root;
    }

    /** Name and version, {@code libc6 2.36-9}, by file. */
    Map<String, String> owners(Collection<String> files) throws IOException {
        // The databases know /lib or /usr/lib, and the one is a link to the other.
        Map<String, String> wanted = new HashMap<>();
        for (String file : files) {
            wanted.put(file, file);
            wanted.put(file.startsWith("/usr/") ? file.substring("/usr".length()) : "/usr" + file, file);
        }
        Map<String, String> owners = new HashMap<>();
        Path dpkg = root.resolve("var/lib/dpkg");
        Path apk = root.resolve("lib/apk/db/installed");
        if (Files.isDirectory(dpkg.resolve("info"))) {
            readDpkg(dpkg, wanted, owners);
        } else if (Files.isRegularFile(apk)) {
            readApk(apk, wanted, owners);
        } else if (Files.isExecutable(root.resolve("usr/bin/rpm"))) {
            askRpm(files, owners);
        }
        return owners;
    }

    private static void readDpkg(Path dpkg, Map<String, String> wanted, Map<String, String> owners) throws IOException {
        List<Path> lists;
        try (Stream<Path> all = Files.list(dpkg.resolve("info"))) {
            lists = all.filter(file -> file.toString().endsWith(".list")).toList();
        }
        for (Path list : lists) {
            String name = String.valueOf(list.getFileName());
            String owner = name.substring(0, name.length() - ".list".length());
            for (String line : lines(list)) {
                String file = wanted.get(line);
                if (file != null) {
                    owners.put(file, owner);
                }
            }
        }
        Map<String, String> versions = dpkgVersions(dpkg.resolve("status"), new HashSet<>(owners.values()));
        owners.replaceAll((file, owner) -> versions.getOrDefault(owner, owner));
    }

    /** By name of the list, {@code libc6:amd64}, the package and its version. */
    private static Map<String, String> dpkgVersions(Path status, Set<String> owners) throws IOException {
        Map<String, String> versions = new HashMap<>();
        String name = "";
        String architecture = "";
        for (String line : Files.exists(status) ? lines(status) : List.<String>of()) {
            if (line.startsWith("Package: ")) {
                name = line.substring("Package: ".length());
            } else if (line.startsWith("Architecture: ")) {
                architecture = line.substring("Architecture: ".length());
            } else if (line.startsWith("Version: ")) {
                for (String owner : List.of(name, name + ":" + architecture)) {
                    if (owners.contains(owner)) {
                        versions.put(owner, name + " " + line.substring("Version: ".length()));
                    }
                }
            }
        }
        return versions;
    }

    /** One block for each package: P name, V version, then F directory and its R files. */
    private static void readApk(Path installed, Map<String, String> wanted, Map<String, String> owners)
            throws IOException {
        String name = "";
        String version = "";
        String directory = "";
        for (String line : lines(installed)) {
            String value = line.length() > 2 ? line.substring(2) : "";
            switch (line.length() > 1 && line.charAt(1) == ':' ? line.charAt(0) : ' ') {
                case 'P' -> name = value;
                case 'V' -> version = value;
                case 'F' -> directory = value;
                case 'R' -> {
                    String file = wanted.get("/" + directory + "/" + value);
                    if (file != null) {
                        owners.put(file, name + " " + version);
                    }
                }
                default -> {}
            }
        }
    }

    private void askRpm(Collection<String> files, Map<String, String> owners) throws IOException {
        for (String file : files) {
            List<String> command = new ArrayList<>(List.of(
                    root.resolve("usr/bin/rpm").toString(), "-qf", "--qf", "%{NAME} %{VERSION}-%{RELEASE}\\n", file));
            Process rpm = new ProcessBuilder(command)
                    .redirectErrorStream(false)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                String answer = new String(rpm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (rpm.waitFor(RPM_SECONDS, TimeUnit.SECONDS) && rpm.exitValue() == 0 && !answer.isBlank()) {
                    owners.put(file, answer.lines().findFirst().orElse(""));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the build was interrupted while rpm ran", e);
            } finally {
                rpm.destroyForcibly();
            }
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
