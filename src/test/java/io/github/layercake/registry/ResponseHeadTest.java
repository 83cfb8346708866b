package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {

    private static ResponseHead read(String fields) throws IOException {
        byte[] bytes = ("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = new Socket()) {
            return ResponseHead.read(new ByteArrayInputStream(bytes), socket, Duration.ofSeconds(1));
        }
    }

    @Test
    void fieldsEndWithTheLine() throws IOException {
        assertThat(read("Date: today\r\nRange:0-1").headers().all("Date")).containsExactly("today");
    }

    /** A bad network, or a server that wants to be taken for two. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Date: Sun\rday", "Da\rte: Sunday", "Date: Sun\0day", "Date: Sun\r\rday", "no field", " : folded"
            })
    void whatIsNoFieldIsAnErrorOfTheServer(String field) {
        assertThatThrownBy(() -> read(field))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The server's answer has a header that is none: '");
    }
}
