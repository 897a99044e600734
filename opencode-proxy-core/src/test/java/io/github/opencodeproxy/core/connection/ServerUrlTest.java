package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.opencodeproxy.core.Corpus;
import io.github.opencodeproxy.core.connection.InvalidServerUrlException.Problem;
import java.net.Inet4Address;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
    static Stream<Corpus.Row> normaliseRows() {
        return Corpus.rows("url-normalise", "cases");
    }

    static Stream<Corpus.Row> malformedRows() {
        return Corpus.rows("ssrf-deny", "cases").filter(row -> row.text("stage").equals("parse"));
    }

    @ParameterizedTest
    @MethodSource("normaliseRows")
    void normalisesOrRefusesAsTheTableSays(Corpus.Row row) {
        String input = row.text("input");
        if (row.expect().has("error")) {
            assertThatThrownBy(() -> ServerUrl.parse(input)).isInstanceOf(InvalidServerUrlException.class);
            return;
        }
        ServerUrl url = ServerUrl.parse(input);
        assertThat(url).hasToString(row.expect().get("canonical").asText());
        assertThat(url.scheme()).isEqualTo(row.expect().get("scheme").asText());
        assertThat(url.host())
                .isEqualTo(row.expect().get("host").asText().replace("[", "").replace("]", ""));
        assertThat(url.port()).isEqualTo(row.expect().get("port").asInt());
        assertThat(url.basePath()).isEqualTo(row.expect().get("basePath").asText());
        assertThat(ServerUrl.parse(url.toString())).isEqualTo(url).hasSameHashCodeAs(url);
    }

    @ParameterizedTest
    @MethodSource("malformedRows")
    void refusesMalformedTargets(Corpus.Row row) {
        assertThatThrownBy(() -> ServerUrl.parse(row.text("url"))).isInstanceOf(InvalidServerUrlException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:4096, http://localhost:4096",
        "HtTp://h, http://h",
        "httpS://H:443, https://h",
        "http://h:443, http://h:443",
        "https://h:80, https://h:80",
        "h., http://h",
        "h.:80/, http://h",
        "httpbin:80, http://httpbin",
        "https.example, http://https.example",
        "1.2.3.4., http://1.2.3.4",
        "a.0x1g, http://a.0x1g",
        "0x1.a, http://0x1.a",
        "1.a, http://1.a",
        "127.0.0.1.a, http://127.0.0.1.a",
        "xn--bcher-kva.example, http://xn--bcher-kva.example",
        "a--b.c, http://a--b.c",
        "[::1]:80, http://[::1]",
        "https://[::]:444, https://[::]:444",
        "[1:2:3:4:5:6:7:8], http://[1:2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:7::], http://[1:2:3:4:5:6:7:0]",
        "[::2:3:4:5:6:7:8], http://[0:2:3:4:5:6:7:8]",
        "[1:0:0:2:0:0:0:3], http://[1:0:0:2::3]",
        "[1:0:0:2:0:0:3:4], http://[1::2:0:0:3:4]",
        "[::ffff:127.0.0.1], http://[::ffff:7f00:1]",
        "[0001:2:3:4:5:6:1.2.3.4], http://[1:2:3:4:5:6:102:304]",
        "http://h/a//, http://h/a",
        "http://h////, http://h",
        "http://h//a//b, http://h//a//b",
        "http://h/a:b@c, http://h/a:b@c",
        "http://h/...;a=..%2F.a/.b, http://h/...;a=..%2F.a/.b",
        "http://h/%41%20, http://h/%41%20"
    })
    void writesOneForm(String input, String canonical) {
        assertThat(ServerUrl.parse(input)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "'\u3000\u00a0\t\n', EMPTY",
        "http:x, SCHEME",
        "http:/x, SCHEME",
        "HTTPS:443, SCHEME",
        "ws://h, SCHEME",
        "h://, SCHEME",
        "'http://h/\t', EMPTY_IS_NOT_MEANT",
        "'http://h\u0085', ILLEGAL_CHAR",
        "'http://h /x', ILLEGAL_CHAR",
        "'http://h\u2028/x', ILLEGAL_CHAR",
        "http://h/\u00fc, ILLEGAL_CHAR",
        "http://h/{x}, ILLEGAL_CHAR",
        "http://h/%5c, ILLEGAL_CHAR",
        "http://h/%1f, ILLEGAL_CHAR",
        "http://h/%7F, ILLEGAL_CHAR",
        "http:\\\\h, ILLEGAL_CHAR",
        "a:b@c, USERINFO",
        "http://@h, USERINFO",
        "http://h@, USERINFO",
        "http://:@h, USERINFO",
        "http://h?, QUERY",
        "http://h/?a=b, QUERY",
        "'http://h#', FRAGMENT",
        "'http://h/#?', FRAGMENT",
        "//h, HOST",
        "/etc/passwd, HOST",
        "., HOST",
        "h.., HOST",
        ".h, HOST",
        "a..b, HOST",
        "a_b, HOST",
        "h-, HOST",
        "h%2e, HOST",
        "\u00df.de, HOST",
        "h\u00ad, HOST",
        "::1, HOST",
        "[::1, HOST",
        "[::1]a, HOST",
        "[::1]]:80, HOST",
        "[], HOST",
        "[:::1], HOST",
        "[1::2::3], HOST",
        "[1:2:3:4:5:6:7:8::], HOST",
        "[1:2:3:4::5:6:7:8], HOST",
        "[1:2:3:4:5:6:7], HOST",
        "[1:2:3:4:5:6:7:8:9], HOST",
        "[12345::], HOST",
        "[::g], HOST",
        "[1:2:3:4:5:6:7:1.2.3.4], HOST",
        "[1.2.3.4::], HOST",
        "[::1.2.3.4:5], HOST",
        "[::01.2.3.4], HOST",
        "[::1%lo], HOST",
        "[v1.a], HOST",
        "[1.2.3.4], HOST",
        "127.1, IPV4_AMBIGUOUS",
        "2130706433, IPV4_AMBIGUOUS",
        "0, IPV4_AMBIGUOUS",
        "0x7f000001, IPV4_AMBIGUOUS",
        "0x, IPV4_AMBIGUOUS",
        "a.0X1f, IPV4_AMBIGUOUS",
        "a.1, IPV4_AMBIGUOUS",
        "a.09, IPV4_AMBIGUOUS",
        "1.2.3.4.5, IPV4_AMBIGUOUS",
        "1.2.3.256, IPV4_AMBIGUOUS",
        "01.2.3.4, IPV4_AMBIGUOUS",
        "1.2.3.04, IPV4_AMBIGUOUS",
        "1.2.3.4294967295, IPV4_AMBIGUOUS",
        "1.2.3.4.., HOST",
        "h:, PORT",
        "localhost:abc, PORT",
        "h:0, PORT",
        "h:00080, PORT",
        "h:65536, PORT",
        "h:99999, PORT",
        "h:4294967376, PORT",
        "h:+80, PORT",
        "h:-1, PORT",
        "h:8_0, PORT",
        "h:80:80, PORT",
        "h:\uff18\uff10, PORT",
        "h:\u0668\u0660, PORT",
        "h:0x50, PORT",
        "h:80a, PORT",
        "http://h/., DOT_SEGMENT",
        "http://h/a/.., DOT_SEGMENT",
        "http://h/.%2E/a, DOT_SEGMENT",
        "http://h/%252e%252e, DOT_SEGMENT",
        "http://h/a%2f..%2fb, DOT_SEGMENT",
        "http://h/..;x/a, DOT_SEGMENT",
        "http://h/%, PERCENT_ESCAPE",
        "http://h/%4, PERCENT_ESCAPE",
        "http://h/%zz, PERCENT_ESCAPE",
        "http://h/%u002e, PERCENT_ESCAPE",
        "http://h/%c0%ae%c0%ae, PERCENT_ESCAPE",
        "http://h/%e0%80%ae, PERCENT_ESCAPE"
    })
    void namesTheBrokenRule(String input, String problem) {
        if (problem.equals("EMPTY_IS_NOT_MEANT")) {
            assertThat(ServerUrl.parse(input)).hasToString("http://h");
            return;
        }
        assertThatThrownBy(() -> ServerUrl.parse(input))
                .isInstanceOfSatisfying(
                        InvalidServerUrlException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.valueOf(problem)));
    }

    @Test
    void boundsLabelsNamesAndTheWhole() {
        String label = "a".repeat(63);
        String name = label + '.' + label + '.' + label + '.' + "a".repeat(61);
        assertThat(ServerUrl.parse(name + '.').host()).isEqualTo(name).hasSize(253);
        assertProblem(name + 'a', Problem.HOST);
        assertProblem(label + 'a', Problem.HOST);
        String longest = "http://h/" + "a".repeat(2048 - 9);
        assertThat(ServerUrl.parse(' ' + longest + ' ')).hasToString(longest);
        assertProblem(longest + 'a', Problem.TOO_LONG);
    }

    @Test
    void givesTheParts() {
        ServerUrl url = ServerUrl.parse("https://[::FFFF:10.0.0.1]:8443/x/");
        assertThat(url.isTls()).isTrue();
        assertThat(url.isIpLiteral()).isTrue();
        assertThat(url.literalAddress()).get().isInstanceOf(Inet4Address.class);
        assertThat(url.hostHeader()).isEqualTo("[::ffff:a00:1]:8443");
        assertThat(url.origin()).isEqualTo("https://[::ffff:a00:1]:8443");
        assertThat(ServerUrl.parse("a.b").literalAddress()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:SECRET@h", "http://h/SECRET^", "http://h?SECRET", "SECRET_"})
    void neverRepeatsTheInput(String input) {
        assertThatThrownBy(() -> ServerUrl.parse(input)).hasMessageNotContaining("SECRET");
    }

    private static void assertProblem(String input, Problem problem) {
        assertThatThrownBy(() -> ServerUrl.parse(input))
                .isInstanceOfSatisfying(
                        InvalidServerUrlException.class,
                        e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
