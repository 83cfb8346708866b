package io.github.layercake.registry;

import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates we believe: those that the JVM believes, those of a file, or for a registry that is named, any.
 */
final class Trust {
    private final Optional<Path> caFile;
    private @Nullable SSLSocketFactory verifying;
    private @Nullable SSLSocketFactory believing;

    Trust(Optional<Path> caFile) {
        this.caFile = caFile;
    }

    /** Makes sockets that verify the server's certificate. */
    synchronized SSLSocketFactory verifying() throws IOException {
        SSLSocketFactory factory = verifying;
        if (factory == null) {
            factory = caFile.isEmpty() ? (SSLSocketFactory) SSLSocketFactory.getDefault() : with(caFile.get());
            verifying = factory;
        }
        return factory;
    }

    /** Makes sockets that believe everybody. */
    synchronized SSLSocketFactory believing() throws IOException {
        SSLSocketFactory factory = believing;
        if (factory == null) {
            factory = factory(new Anybody());
            believing = factory;
        }
        return factory;
    }

    private static SSLSocketFactory factory(TrustManager... managers) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("This JVM has no TLS", e);
        }
    }

    private static SSLSocketFactory with(Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        store.setCertificateEntry("jvm-" + number++, certificate);
                    }
                }
            }
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("file-" + number++, certificate);
            }
            return factory(managers(store));
        } catch (GeneralSecurityException e) {
            throw new IOException("The JVM's own certificates cannot be read", e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException | IOException e) {
            throw unusable(file, " (" + Text.printable(e.toString()) + ")");
        }
        throw unusable(file, "");
    }

    private static ImageException unusable(Path file, String why) {
        return new ImageException(
                "<caFile> is '" + file + "', which holds no certificates that can be read" + why + ".",
                "Name a file with one or more certificates in PEM format; a relative path starts at the project's"
                        + " directory.");
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
