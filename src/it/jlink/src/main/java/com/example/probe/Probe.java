package com.example.probe;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries what applications do, as its arguments say, and tells how it went: a line each. */
public final class Probe {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

    private Probe() {}

    public static void main(String[] args) throws Exception {
        LOG.info("Probing with Java {}", Runtime.version());
        if (args.length > 0 && args[0].equals("wait")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stopped=cleanly")));
            System.out.println("waiting=yes");
            Thread.sleep(Long.MAX_VALUE);
        }
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            String value = parts.length > 1 ? parts[1] : "";
            tell(arg, switch (parts[0]) {
                case "resolve" -> () -> InetAddress.getByName(value).getHostAddress();
                case "get" -> () -> get(value);
                case "everything" -> () -> everything();
                case "text" -> () -> text();
                default -> throw new IllegalArgumentException(arg);
            });
        }
    }

    private static void tell(String name, Callable<Object> what) {
        try {
            System.out.println(name + ": " + what.call());
        } catch (Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            System.out.println(name + ": failed with " + e.getClass().getName() + ", " + cause);
        }
    }

    private static String everything() {
        tell("zone", () -> ZoneId.systemDefault() + " " + Instant.EPOCH.atZone(ZoneId.systemDefault()).toLocalTime());
        tell("user", () -> System.getProperty("user.name") + " " + System.getProperty("user.home"));
        tell("uid", () -> Files.getOwner(Path.of("/proc/self")));
        tell("temporary", () -> {
            Path file = Files.createTempFile("probe", ".txt");
            Files.writeString(file, "written");
            return Files.readString(file);
        });
        tell("write", () -> Files.writeString(Path.of("/opt/java/written"), "written"));
        tell("encoding", () -> System.getProperty("sun.jnu.encoding"));
        tell("resource", () -> {
            try (InputStream in = Probe.class.getResourceAsStream("/gr\u00fc\u00dfe.txt")) {
                return in == null ? "missing" : new String(in.readAllBytes(), "UTF-8").strip();
            }
        });
        tell("certificates", () -> {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509.getAcceptedIssuers().length;
                }
            }
            return 0;
        });
        tell("image", () -> {
            BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.RED);
            graphics.fillOval(8, 8, 48, 48);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            return ImageIO.write(image, "png", png) && ImageIO.write(image, "jpeg", jpeg);
        });
        tell("number", () -> NumberFormat.getInstance(Locale.GERMANY).format(1234.5));
        tell("jmx", () -> ManagementFactory.getPlatformMBeanServer().getMBeanCount() > 10);
        tell("jar", () -> {
            Path jar = Path.of("/tmp/probe-" + ProcessHandle.current().pid() + ".jar");
            try (var zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
                return Files.writeString(zip.getPath("/a"), "a").getFileSystem().isOpen();
            }
        });
        tell("process", () -> {
            Process java = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/java", "-version"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(java.getInputStream().readAllBytes(), "UTF-8");
            return java.waitFor() + " " + said.contains("version");
        });
        return "told";
    }

    /** Needs a font, and there is none. */
    private static String text() {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().drawString("text", 10, 10);
        return "drawn";
    }

    private static String get(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
