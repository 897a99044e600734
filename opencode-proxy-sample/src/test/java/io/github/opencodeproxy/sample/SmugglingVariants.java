package io.github.opencodeproxy.sample;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** More of each class of the table, made of its parts. */
final class SmugglingVariants {

    private static final String HEAD = " @PATH@ HTTP/1.1\r\nHost: @HOST@\r\n@HDRS@";
    private static final String POST = "POST" + HEAD;
    private static final String GET = "GET" + HEAD;
    private static final String OWN = "GET /smuggled HTTP/1.1\r\nHost: smuggled\r\n\r\n";
    private static final String OWN_LENGTH = "Content-Length: " + OWN.length() + "\r\n\r\n" + OWN;
    private static final String OWN_CHUNK = Integer.toHexString(OWN.length()) + "\r\n" + OWN + "\r\n0\r\n\r\n";
    private static final String HELLO = "5\r\nhello\r\n0\r\n\r\n";
    private static final String DENIED =
            "POST @PATH@ HTTP/1.1\r\nHost: @HOST@\r\nX-Target-Server: http://169.254.169.254\r\n";

    private SmugglingVariants() {}

    static Stream<Arguments> refused() {
        return Stream.of(
                        each(
                                "length",
                                POST + "Content-Length: %s\r\n\r\nhello",
                                List.of(
                                        "+5",
                                        "-5",
                                        "-0",
                                        "5 5",
                                        "5,5",
                                        "5, 6",
                                        "5;",
                                        "\"5\"",
                                        "5.0",
                                        "5e0",
                                        "5\u000b",
                                        "\f5",
                                        "5\0",
                                        "",
                                        "99999999999999999999",
                                        "18446744073709551621",
                                        "0x5",
                                        "\u00d9\u00a5",
                                        "5\u00a0",
                                        "five",
                                        "1_0",
                                        "5l")),
                        each(
                                "length twice",
                                POST + "%s\r\n\r\nhello",
                                List.of(
                                        "Content-Length: 5\r\ncontent-length: 7",
                                        "Content-Length: 5\r\nContent-Length: 0",
                                        "Content-Length : 5",
                                        "Content-Length\t: 5",
                                        "\u000bContent-Length: 5",
                                        "Content-Length: 5\r\nTransfer-Encoding: chunked",
                                        "Content-Length: 5\r\nTransfer-Encoding: identity",
                                        "Content-Length: 5\r\nTransfer-Encoding: xchunked",
                                        "Content-Length: 5\r\nTransfer-Encoding:\r\n\tchunked",
                                        "Content-Length: 5\r\nTransfer-Encoding: ")),
                        each(
                                "coding",
                                POST + "Transfer-Encoding: %s\r\n\r\n" + HELLO,
                                List.of(
                                        "xchunked",
                                        "chunked, identity",
                                        "identity, chunked",
                                        "identity",
                                        "gzip",
                                        "chunked, chunked",
                                        "chunked;q=1",
                                        "\"chunked\"",
                                        "chunked,",
                                        ",chunked",
                                        "chunk",
                                        "",
                                        "chunked\0",
                                        "\0chunked",
                                        "chunked\u000b",
                                        "\u000bchunked",
                                        "chunked\u00a0",
                                        "chunked x",
                                        "gzip, chunked",
                                        "chunked, gzip",
                                        "chu nked",
                                        "\r\n chunked",
                                        "x\r\nTransfer-Encoding: chunked",
                                        "chunked\r\nTransfer-Encoding: identity",
                                        "\r\nTransfer-Encoding: chunked")),
                        each(
                                "HTTP/1.0 and chunks",
                                "%s\r\n\r\n" + HELLO,
                                List.of(
                                        "POST @PATH@ HTTP/1.0\r\nHost: @HOST@\r\n@HDRS@Transfer-Encoding: chunked",
                                        "GET @PATH@ HTTP/1.0\r\nHost: @HOST@\r\n@HDRS@Transfer-Encoding: chunked",
                                        "POST @PATH@ HTTP/1.0\r\nHost: @HOST@\r\n@HDRS@Connection: keep-alive\r\n"
                                                + "Transfer-Encoding: chunked",
                                        "POST @PATH@ HTTP/1.0\r\nHost: @HOST@\r\n@HDRS@Content-Length: 5\r\n"
                                                + "Transfer-Encoding: chunked")),
                        each(
                                "chunk",
                                POST + "Transfer-Encoding: chunked\r\n\r\n%s",
                                List.of(
                                        "0x5\r\nhello\r\n0\r\n\r\n",
                                        "+5\r\nhello\r\n0\r\n\r\n",
                                        "-5\r\nhello\r\n0\r\n\r\n",
                                        " 5\r\nhello\r\n0\r\n\r\n",
                                        "5\nhello\n0\n\n",
                                        "5\r\nhello\n0\r\n\r\n",
                                        "5\r\nhelloXX0\r\n\r\n",
                                        "5\rhello\r\n0\r\n\r\n",
                                        "10000000000000005\r\nhello\r\n0\r\n\r\n",
                                        "5\0\r\nhello\r\n0\r\n\r\n",
                                        "5g\r\nhello\r\n0\r\n\r\n",
                                        "5;\nhello\r\n0\r\n\r\n",
                                        "5;a\nb\r\nhello\r\n0\r\n\r\n",
                                        "5,5\r\nhello\r\n0\r\n\r\n",
                                        "5\r\nhello\r\n-0\r\n\r\n",
                                        "5\r\nhello\r\n0\r\nX Y: z\r\n\r\n",
                                        "5\r\nhello\r\n0\r\nX : z\r\n\r\n",
                                        "5\r\nhello\r\n0\r\n: y\r\n\r\n",
                                        "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n")),
                        each(
                                "field",
                                GET + "%s\r\n",
                                List.of(
                                        "X: a\nX-B: b\r\n",
                                        "X: a\rb\r\n",
                                        "X: a\r\r\n",
                                        "X: a\0b\r\n",
                                        "X: a\u0001b\r\n",
                                        "Xfoo\r\n",
                                        "X Y: z\r\n",
                                        "X(: z\r\n",
                                        "X\u0080: z\r\n",
                                        "X: a\r\n b\r\n",
                                        "X: a\r\n\tb\r\n",
                                        ":\r\n",
                                        "\"X\": a\r\n",
                                        "X,Y: a\r\n",
                                        "X: a\n\n",
                                        "X: a\u000b\r\n")),
                        each(
                                "line",
                                "%s\r\nHost: @HOST@\r\n@HDRS@\r\n",
                                List.of(
                                        "GET\t@PATH@\tHTTP/1.1",
                                        " GET @PATH@ HTTP/1.1",
                                        "GET @PATH@ HTTP/1.10",
                                        "GET @PATH@ HTTP/1.2",
                                        "GET @PATH@ HTTP/2.0",
                                        "GET @PATH@ HTTP/1.",
                                        "GET @PATH@ HTTPS/1.1",
                                        "GET @PATH@\u000bHTTP/1.1",
                                        "GET @PATH@\rHTTP/1.1",
                                        "get @PATH@ HTTP/1.1",
                                        "GET @PATH@/a b HTTP/1.1",
                                        "GET @PATH@ HTTP/1.1 HTTP/1.1",
                                        "GET 127.0.0.1:80 HTTP/1.1",
                                        "GET @PATH@#x HTTP/1.1",
                                        "GET @PATH@/%%00 HTTP/1.1",
                                        "GET @PATH@/\u00e9 HTTP/1.1",
                                        "GET @PATH@/../../x HTTP/1.1",
                                        "GET @PATH@ HTTP/0.9",
                                        "GET @PATH@",
                                        "G\0T @PATH@ HTTP/1.1",
                                        "GET ftp://@HOST@@PATH@ HTTP/1.1",
                                        "GET http://evil.example@PATH@ HTTP/1.1",
                                        "GET http://u@@HOST@@PATH@ HTTP/1.1",
                                        "GET http:///x@PATH@ HTTP/1.1")),
                        each(
                                "host",
                                "GET @PATH@ HTTP/1.1\r\n%s@HDRS@\r\n",
                                List.of(
                                        "",
                                        "Host: @HOST@\r\nHost: evil\r\n",
                                        "Host: @HOST@\r\nHost: @HOST@\r\n",
                                        "Host: @HOST@, evil\r\n",
                                        "Host: a@@HOST@\r\n",
                                        "Host: @HOST@/x\r\n",
                                        "Host : @HOST@\r\n",
                                        "Host: a\0b\r\n",
                                        "Host: a:99999\r\n",
                                        "Host: [::1\r\n",
                                        "Host: a\r\n b\r\n")),
                        each(
                                "expect",
                                POST + "Expect: %s\r\nContent-Length: 5\r\n\r\nhello",
                                List.of("100-continue, x", "x", "100-continue;a", "y 100-continue")))
                .flatMap(rows -> rows);
    }

    static Stream<Arguments> isolated() {
        Stream<Arguments> bodies = Stream.of("GET", "HEAD", "DELETE", "PATCH", "OPTIONS", "POST", "PUT")
                .flatMap(method -> Stream.of(
                        Arguments.of("length", method + HEAD + OWN_LENGTH),
                        Arguments.of("chunk", method + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + OWN_CHUNK)));
        Stream<Arguments> unread = Stream.of(
                        "POST " + RunningSample.PREFIX + "/ HTTP/1.1\r\nHost: @HOST@\r\n",
                        "GET " + RunningSample.PREFIX + "/ HTTP/1.1\r\nHost: @HOST@\r\n",
                        "GET /healthz HTTP/1.1\r\nHost: @HOST@\r\n",
                        "TRACE" + HEAD,
                        "CONNECT @HOST@ HTTP/1.1\r\nHost: @HOST@\r\n",
                        DENIED,
                        GET + "Connection: Upgrade\r\nUpgrade: foo\r\n",
                        GET
                                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                        GET + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")
                .flatMap(head -> Stream.of(
                        Arguments.of("unread length", head + OWN_LENGTH),
                        Arguments.of("unread chunk", head + "Transfer-Encoding: chunked\r\n\r\n" + OWN_CHUNK),
                        Arguments.of("unread pipeline", head + "\r\n" + OWN),
                        Arguments.of("unread, expected", head + "Expect: 100-continue\r\n" + OWN_LENGTH)));
        Stream<Arguments> others = Stream.of(
                        POST + "Connection: Content-Length\r\n" + OWN_LENGTH,
                        POST + "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n" + OWN_CHUNK,
                        POST + "Content-Length: 0\r\n\r\n" + OWN,
                        GET + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + OWN,
                        GET + "Connection: close\r\n\r\n" + OWN,
                        GET + "X: a\n\n" + OWN,
                        GET + "X: a\r\r" + OWN,
                        POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nContent-Length: 99\r\n"
                                + "Transfer-Encoding: chunked\r\nX-Target-Server: http://smuggled\r\n\r\n",
                        GET + "\r\n" + GET + "\r\n",
                        "HEAD" + HEAD + "\r\n" + GET + "\r\n",
                        POST + "Content-Length: 5\r\n\r\nhello" + GET + "\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + OWN,
                        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + GET + "\r\n")
                .map(raw -> Arguments.of("other", raw));
        return Stream.of(bodies, unread, others).flatMap(rows -> rows);
    }

    private static Stream<Arguments> each(String kind, String frame, List<String> forms) {
        return forms.stream().map(form -> Arguments.of(kind, frame.replace("%s", form.replace("%%", "%"))));
    }
}
