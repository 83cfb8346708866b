package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as servers and proxies really speak it. */
class TransportTest {

    private static String get(TestServer server, String path) throws IOException {
        try (Transport transport = new Transport(Reg.settings());
                Response response =
                        transport.once(Request.of("GET", Url.parse(server.url() + path)), Transport.Authorizer.NONE)) {
            return response.status() + " " + new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello', 200 hello",
        "'HTTP/1.1 200\\nContent-Length: 5\\n\\nhello', 200 hello",
        "'HTTP/1.0 404 Not Found\\r\\n\\r\\nhello', 404 hello",
        "'HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok', 200 ok",
        "'HTTP/1.1 200 OK\\r\\ntransfer-encoding: Chunked\\r\\n\\r\\n3\\r\\nhel\\r\\n2;x=y\\r\\nlo\\r\\n0\\r\\nA: b\\r\\n\\r\\n', 200 hello",
        "'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\nhello', 200 hello"
    })
    void everyFramingIsRead(String answer, String expected) throws IOException {
        try (TestServer server = new TestServer((asked, out) -> {
            TestServer.raw(out, unescape(answer));
            return false;
        })) {
            assertThat(get(server, "/")).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/2 200\\r\\n\\r\\n",
                "HTTP/1.1 20 OK\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nNo colon\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n folded\\r\\n\\r\\nhello",
                "HTTP/1.1 200 OK\\r\\nContent-Length: -5\\r\\n\\r\\nhello",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhello",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nhello",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\nhello\\r\\n0\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhelloXX0\\r\\n\\r\\n",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\nhello",
                "HTTP/1.1 101 Switching\\r\\n\\r\\n"
            })
    void whatIsNotWholeIsAnException(String answer) throws IOException {
        try (TestServer server = new TestServer((asked, out) -> {
            TestServer.raw(out, unescape(answer));
            return false;
        })) {
            assertThatThrownBy(() -> get(server, "/")).isInstanceOf(IOException.class);
        }
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Test
    void anEndlessHeaderIsLeft() throws IOException {
        try (TestServer server = new TestServer((asked, out) -> {
            TestServer.raw(out, "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000));
            return false;
        })) {
            assertThatThrownBy(() -> get(server, "/")).hasMessageContaining("a header of more than 65536 bytes");
        }
    }

    @Test
    void aHeaderThatDripsIsLeft() throws IOException {
        try (TestServer server = new TestServer((asked, out) -> {
            for (int i = 0; i < 100; i++) {
                TestServer.raw(out, "H");
                Thread.sleep(50);
            }
            return false;
        })) {
            assertThatThrownBy(() -> get(server, "/")).hasMessageContaining("No answer within");
        }
    }

    @Test
    void aConnectionServesAgainAndMayBeClosedMeanwhile() throws IOException {
        try (TestServer server = new TestServer((asked, out) ->
                        TestServer.send(out, 200, "x") && !asked.path().equals("/last"));
                Transport transport = new Transport(Reg.settings())) {
            for (String path : List.of("/1", "/2", "/last", "/3")) {
                try (Response response =
                        transport.once(Request.of("GET", Url.parse(server.url() + path)), Transport.Authorizer.NONE)) {
                    assertThat(response.status()).isEqualTo(200);
                }
            }
            assertThat(server.lines()).containsExactly("GET /1", "GET /2", "GET /last", "GET /3");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /c?d=e, /c?d=e",
        "/a/b, c, /a/c",
        "/a/b?x=y, ?d=e, /a/b?d=e",
        "/a/b, '/with space#fragment', /with%20space",
        "/a/b, //HOST/x, /x",
        "/a/b, http://HOST, /"
    })
    void redirectsAreFollowedInEveryForm(String from, String location, String to) throws IOException {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            TestServer[] self = new TestServer[1];
            try (TestServer server =
                    new TestServer((asked, out) -> asked.target().equals(from)
                            ? TestServer.send(out, status, "", "Location: " + location.replace("HOST", self[0].host()))
                            : TestServer.send(out, 200, asked.target()))) {
                self[0] = server;
                assertThat(get(server, from)).isEqualTo("200 " + to);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "http://", "http://u:p@host/", "http://host:99999/", "http://h\u0000st/", "x"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Url.parse(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void addressesKeepTheirQueryToThemselves() throws IOException {
        Url url = Url.parse("https://[::1]:5000/a?token=secret");
        assertThat(url.toString()).isEqualTo("https://[::1]:5000/a");
        assertThat(url.address()).isEqualTo("::1");
        assertThat(Url.parse("HTTPS://Host:443/").authority()).isEqualTo("host");
    }

    @Test
    void aProxyIsAskedForWholeAddressesWithItsOwnCredentials() throws IOException {
        try (TestServer proxy = new TestServer(
                (asked, out) -> asked.header("Proxy-Authorization").isEmpty()
                        ? TestServer.send(out, 407, "")
                        : TestServer.send(out, 200, asked.target()))) {
            Credential credential = Credential.password("me", "proxy-pass", "settings.xml");
            assertThat(through(proxy, Optional.of(credential), "http://registry.invalid/v2/"))
                    .isEqualTo("http://registry.invalid/v2/");
            Expect.refusal(() -> through(proxy, Optional.empty(), "http://registry.invalid/v2/"))
                    .says("The proxy 127.0.0.1:" + proxy.port() + " asks for authentication")
                    .advises("settings.xml");
            assertThat(proxy.asked()).noneMatch(asked -> asked.headers().containsKey("authorization"));
        }
    }

    @Test
    void aTunnelIsAskedForWithCredentials() throws IOException {
        try (TestServer proxy = new TestServer((asked, out) ->
                TestServer.send(out, asked.header("Proxy-Authorization").isEmpty() ? 407 : 503, ""))) {
            Credential credential = Credential.password("me", "proxy-pass", "settings.xml");
            assertThatThrownBy(() -> through(proxy, Optional.of(credential), "https://registry.invalid/v2/"))
                    .hasMessageContaining("does not connect us to registry.invalid:443: status 503");
            assertThat(proxy.lines()).contains("CONNECT registry.invalid:443");
            Expect.refusal(() -> through(proxy, Optional.empty(), "https://registry.invalid/v2/"))
                    .says("we have none for it");
        }
    }

    private static String through(TestServer server, Optional<Credential> credential, String url) throws IOException {
        Proxy proxy = new Proxy("http", "127.0.0.1", server.port(), credential, List.of("*.local", "127.*"));
        RegistrySettings settings =
                new RegistrySettings(List.of(), List.of(proxy), Map.of(), Optional.empty(), Set.of(), false, Reg.QUICK);
        try (Transport transport = new Transport(settings);
                Response response = transport.once(Request.of("GET", Url.parse(url)), Transport.Authorizer.NONE)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.local/, false",
        "http://127.0.0.1:5000/, false",
        "https://127.1.2.3/, false",
        "http://local/, true",
        "https://a.example.com/, true"
    })
    void exceptionsGoWithoutTheProxy(String url, boolean through) throws IOException {
        Proxy proxy = new Proxy("http", "proxy", 8080, Optional.empty(), List.of("*.LOCAL", "127.*", ""));
        assertThat(Proxy.choose(List.of(proxy), Url.parse(url)).isPresent()).isEqualTo(through);
    }
}
