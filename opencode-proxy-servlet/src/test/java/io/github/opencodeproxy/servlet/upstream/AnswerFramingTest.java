package io.github.opencodeproxy.servlet.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an answer ends, and which answers are none. */
class AnswerFramingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final AnswerFraming framing = new AnswerFraming();

    /** {@return how many bytes belong to the answer, which must be all here} */
    private int lengthOf(String text) throws HostileAnswerException {
        framing.begin(false);
        int end = framing.follow(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(framing.isEnd()).isTrue();
        return end;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 5\r\n\r\nhello",
                OK + "Content-Length: 0\r\n\r\n",
                OK + "content-LENGTH:\t 5 \r\n\r\nhello",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                OK + "Transfer-Encoding: Chunked\r\n\r\nA;x=\"y\"\r\nhello\r\nabc\r\n0;z\r\nX-Trailer: 1\r\n\r\n",
                "HTTP/1.0 204 No Content\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 304\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + OK + "Content-Length: 1\r\n\r\nx"
            })
    void knowsTheEndHoweverTheBytesArrive(String answer) throws Exception {
        assertThat(lengthOf(answer + "HTTP/1.1 200 more")).isEqualTo(answer.length());
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        framing.begin(false);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(framing.isEnd()).isFalse();
            framing.follow(ByteBuffer.wrap(bytes, i, 1));
        }
        assertThat(framing.isEnd()).isTrue();
    }

    @Test
    void anAnswerToHeadEndsWithItsHead() throws Exception {
        framing.begin(true);
        String head = OK + "Content-Length: 5\r\n\r\n";

        assertThat(framing.follow(ByteBuffer.wrap((head + "hello").getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(head.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0 200 OK\r\n",
                "HTTP/1.2 200 OK\r\n",
                "http/1.1 200 OK\r\n",
                "HTTP/1.1  200 OK\r\n",
                "HTTP/1.1 +200 OK\r\n",
                "HTTP/1.1 20 OK\r\n",
                "HTTP/1.1 20\r\n",
                "HTTP/1.1 2000 OK\r\n",
                "HTTP/1.1 600 OK\r\n",
                "HTTP/1.1 099 OK\r\n",
                "HTTP/1.1\t200 OK\r\n",
                "\r\nHTTP/1.1 200 OK\r\n",
                "SSH-2.0-OpenSSH",
                "HTTP/1.1 200 OK\n",
                "HTTP/1.1 200 OK\r\rX",
                "HTTP/1.1 200 O\0K\r\n",
                OK + "X: a\0b\r\n\r\n",
                OK + "X: a\nY: b\r\n\r\n",
                OK + "X: a\r\n folded\r\n\r\n",
                OK + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
                OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
                OK + "Content-Length: 5, 5\r\n\r\n",
                OK + "Content-Length: -5\r\n\r\n",
                OK + "Content-Length: 0x5\r\n\r\n",
                OK + "Content-Length:\r\n\r\n",
                OK + "Content-Length: 9999999999999999999\r\n\r\n",
                OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                OK + "Transfer-Encoding: gzip\r\n\r\n",
                OK + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                OK + "Transfer-Encoding: chunked, chunked\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                OK + "Transfer-Encoding:\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n0x1\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: a\n\r\n"
            })
    void refusesWhatCouldBeReadInTwoWays(String answer) {
        assertThatThrownBy(() -> lengthOf(answer)).isInstanceOf(HostileAnswerException.class);
    }

    @Test
    void refusesFloods() {
        assertThatThrownBy(() -> lengthOf(OK + "X: " + "x".repeat(70_000))).isInstanceOf(HostileAnswerException.class);
        assertThatThrownBy(() -> lengthOf("HTTP/1.1 102 Processing\r\n\r\n".repeat(1_000)))
                .isInstanceOf(HostileAnswerException.class);
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        assertThatThrownBy(() -> lengthOf(chunked + ("1;" + "x".repeat(1_000) + "\r\ny\r\n").repeat(20)))
                .isInstanceOf(HostileAnswerException.class);
        assertThatThrownBy(() -> lengthOf(chunked + "0\r\n" + ("X: " + "x".repeat(1_000) + "\r\n").repeat(20)))
                .isInstanceOf(HostileAnswerException.class);
    }

    @Test
    void aLongStreamMayDateEachOfItsChunks() throws Exception {
        String answer =
                OK + "Transfer-Encoding: chunked\r\n\r\n" + "a;ts=1234\r\n0123456789\r\n".repeat(5_000) + "0\r\n\r\n";

        assertThat(lengthOf(answer)).isEqualTo(answer.length());
    }

    @Test
    void leavesAnUpgradedConnectionAlone() throws Exception {
        framing.begin(false);
        framing.follow(ByteBuffer.wrap("HTTP/1.1 101 Switching\r\n\r\n\0\0\n".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(framing.isUpgraded()).isTrue();
    }
}
