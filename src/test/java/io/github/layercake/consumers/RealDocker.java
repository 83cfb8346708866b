package io.github.layercake.consumers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A Docker engine of our own, with everything it keeps in one directory, no network and no port.
 *
 * @param docker its client
 * @param ctr the client of the containerd that it starts
 */
record RealDocker(Tool docker, Tool ctr, Daemon daemon) implements AutoCloseable {

    static RealDocker start(Path directory) throws IOException, InterruptedException {
        String host = "unix://" + directory.resolve("docker.sock");
        Path exec = directory.resolve("exec");
        Path log = directory.resolve("dockerd.log");
        Tool docker = Tool.ofDebian("docker.io", "docker").with("--config", directory.resolve("config"), "-H", host);
        Tool ctr = Tool.ofDebian("containerd", "ctr")
                .with("-a", exec.resolve("containerd/containerd.sock"), "-n", "layercake");
        Process dockerd = Tool.ofDebianForRoot("docker.io", "dockerd")
                .launch(
                        log,
                        "--data-root=" + directory.resolve("data"),
                        "--exec-root=" + exec,
                        "--host=" + host,
                        "--pidfile=" + directory.resolve("pid"),
                        "--iptables=false",
                        "--bridge=none");
        Daemon daemon = new Daemon(dockerd, log)
                .waitUntil(() -> docker.attempt("version").exitCode() == 0);
        return new RealDocker(docker, ctr, daemon);
    }

    @Override
    public void close() {
        daemon.close();
    }
}
