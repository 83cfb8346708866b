package io.github.layercake.registry;

import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections: directly or through a proxy, with TLS or without. */
final class Connector {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final RegistrySettings settings;
    private final Watchdog watchdog;
    private final Trust trust;

    Connector(RegistrySettings settings, Watchdog watchdog) {
        this.settings = settings;
        this.watchdog = watchdog;
        this.trust = new Trust(settings.caFile());
    }

    Connection open(Url url) throws IOException {
        Limits limits = settings.limits();
        Optional<Proxy> proxy = Proxy.choose(settings.proxies(), url);
        Socket plain = proxy.isPresent() ? connect(proxy.get()) : connect(url.address(), url.port());
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout((int) limits.stall().toMillis());
            Headers forProxy = new Headers();
            proxy.flatMap(Proxy::credential)
                    .ifPresent(credential -> forProxy.add("Proxy-Authorization", credential.basic()));
            if (!url.tls()) {
                return new Connection(plain, plain, proxy.isPresent(), forProxy, limits, watchdog);
            }
            if (proxy.isPresent()) {
                tunnel(plain, proxy.get(), url, forProxy);
            }
            return new Connection(plain, secure(plain, url), false, new Headers(), limits, watchdog);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket connect(Proxy proxy) throws IOException {
        try {
            return connect(proxy.host(), proxy.port());
        } catch (UnknownHostException e) {
            throw new ProxyException(proxy, " cannot be reached: there is no host of this name", false, e);
        } catch (IOException e) {
            throw new ProxyException(proxy, " cannot be reached: " + e.getMessage(), true, e);
        }
    }

    private Socket connect(String host, int port) throws IOException {
        IOException last = new IOException("'" + host + "' has no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), (int)
                        settings.limits().connect().toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private void tunnel(Socket socket, Proxy proxy, Url url, Headers forProxy) throws IOException {
        String target = url.host() + ":" + url.port();
        StringBuilder head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        forProxy.writeTo(head);
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        ResponseHead answer = answer(socket, proxy);
        if (answer.status() == PROXY_AUTHENTICATION_REQUIRED) {
            throw refused(proxy);
        }
        String refusal = " does not connect us to " + target + ": status " + answer.status();
        if (answer.status() / 100 == 4 && !Transport.isTemporary(answer.status())) {
            throw new ImageException(
                    "The proxy " + proxy + refusal + ".",
                    "Ask whoever runs the proxy to allow it, or name the host in <nonProxyHosts> of the <proxy> in"
                            + " Maven's settings.xml.");
        }
        if (answer.status() / 100 != 2) {
            throw new ProxyException(proxy, refusal, true, new IOException("status " + answer.status()));
        }
        socket.setSoTimeout((int) settings.limits().stall().toMillis());
    }

    private ResponseHead answer(Socket socket, Proxy proxy) throws IOException {
        try {
            return ResponseHead.read(
                    socket.getInputStream(), socket, settings.limits().stall());
        } catch (IOException e) {
            throw new ProxyException(proxy, ": " + e.getMessage(), Transport.mayPass(e), e);
        }
    }

    static ImageException refused(Proxy proxy) {
        return new ImageException(
                "The proxy " + proxy + " asks for authentication, and "
                        + (proxy.credential().isPresent() ? "does not take ours." : "we have none for it."),
                "Correct <username> and <password> of the <proxy> in Maven's settings.xml.");
    }

    private Socket secure(Socket plain, Url url) throws IOException {
        boolean insecure = settings.isInsecure(url);
        SSLSocket socket = (SSLSocket)
                (insecure ? trust.believing() : trust.verifying()).createSocket(plain, url.address(), url.port(), true);
        if (!insecure) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        watchdog.watch(plain, settings.limits().stall());
        try {
            socket.startHandshake();
        } finally {
            watchdog.release(plain);
        }
        return socket;
    }
}
