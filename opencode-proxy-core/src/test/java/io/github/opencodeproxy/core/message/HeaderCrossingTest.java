package io.github.opencodeproxy.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.opencodeproxy.core.Corpus;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCrossingTest {
    private static final HeaderFilter REQUEST = RequestHeaders.crossing();
    private static final HeaderFilter RESPONSE = ResponseHeaders.crossing();
    private static final HeaderFilter BOTH = RESPONSE.then(ResponseHeaders.isolation());

    static Stream<Corpus.Row> requestRows() {
        return Corpus.rows("header-hygiene", "request");
    }

    static Stream<Corpus.Row> responseRows() {
        return Corpus.rows("header-hygiene", "response");
    }

    static Stream<Corpus.Row> droppedRows() {
        return Stream.concat(requestRows(), responseRows())
                .filter(row -> row.text("action").equals("drop"));
    }

    @ParameterizedTest
    @MethodSource("requestRows")
    void requestFieldsCrossAsTheTableSays(Corpus.Row row) {
        String name = row.text("name");
        String value = row.text("value");
        if (row.text("action").equals("refuse-400")) {
            String raw = value.replace("\\r", "\r");
            assertThatThrownBy(() -> Headers.builder().add(name, raw)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Headers.Builder in = Headers.builder().add(name, value);
        if (row.json().has("connection")) {
            in.add("Connection", row.text("connection"));
        }
        Headers out = REQUEST.apply(in.build());
        switch (row.text("action")) {
            case "pass", "pass-or-4xx" -> assertThat(out.values(name)).containsExactly(value);
            case "nomination-ignored-or-400" ->
                assertThat(out.values(name))
                        .isEqualTo(
                                REQUEST.apply(Headers.builder().add(name, value).build())
                                        .values(name));
            default -> assertThat(out).isEqualTo(Headers.empty());
        }
    }

    @ParameterizedTest
    @MethodSource("responseRows")
    void responseFieldsCrossAsTheTableSays(Corpus.Row row) {
        String name = row.text("name");
        String value = row.text("value").replace("\\n", "\n");
        String action = row.text("action");
        if (action.equals("502")) {
            assertThatThrownBy(() -> Headers.builder().add(name, value)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        if (action.equals("set")) {
            Headers out =
                    BOTH.apply(Headers.builder().add(name, "upstream's own").build());
            assertThat(out.values(name)).containsExactly(value.split(" \\(", 2)[0]);
            return;
        }
        Headers out = BOTH.apply(Headers.builder().add(name, value).build());
        switch (action) {
            case "drop", "rewrite" -> assertThat(out.values(name)).isEmpty();
            case "pass", "keep-if-true" -> assertThat(out.values(name)).containsExactly(value);
            case "pass-with-isolation" -> {
                assertThat(out.values(name)).containsExactly(value);
                assertThat(out.values("Content-Disposition")).containsExactly("attachment");
                assertThat(out.first("Content-Security-Policy"))
                        .get()
                        .asString()
                        .startsWith("sandbox;");
            }
            default -> throw new AssertionError(action);
        }
    }

    @ParameterizedTest
    @MethodSource("droppedRows")
    void caseAndUnderscoresOpenNoWay(Corpus.Row row) {
        HeaderFilter filter = row.text("id").startsWith("HQ") ? REQUEST : RESPONSE;
        String name = row.text("name");
        for (String spelling :
                new String[] {name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), name.replace('-', '_')}) {
            assertThat(filter.apply(Headers.builder().add(spelling, "CANARY").build()))
                    .isEqualTo(Headers.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "accept-encoding",
                "ACCEPT-LANGUAGE",
                "Cache-Control",
                "Pragma",
                "Content-Type",
                "Content-Encoding",
                "Content-Language",
                "If-Match",
                "If-None-Match",
                "If-Modified-Since",
                "If-Unmodified-Since",
                "If-Range",
                "Range",
                "Last-Event-ID",
                "User-Agent",
                "X-Requested-With",
                "X-Opencode-Directory",
                "x-opencode-workspace",
                "X-OpenCode-Ticket"
            })
    void theContractsRequestFieldsCross(String name) {
        Headers in = Headers.builder().add(name, "v").build();
        assertThat(REQUEST.apply(in)).isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Opencode-Proxy",
                "x-opencode-proxy-error",
                "X_Opencode_Directory",
                "Content_Type",
                "X-Opencode",
                "Host",
                "Expect",
                "TE",
                "Upgrade",
                "HTTP2-Settings",
                "Origin",
                "Forwarded",
                "Via",
                "traceparent",
                "X-Target-Server",
                "X-Target-Credential",
                "If",
                "Accept-Charset",
                "Accept\u017f",
                "X-Anything"
            })
    void everyOtherRequestFieldStays(String name) {
        assertThat(REQUEST.apply(Headers.builder().addChecked(name, "v").build()))
                .isEqualTo(Headers.empty());
    }

    @Test
    void stripsRequestFieldsNamedByConnection() {
        Headers in = Headers.builder()
                .add("Connection", "close, X-Opencode-A ,,Range")
                .add("connection", "content-type, cache-control")
                .add("x-opencode-a", "1")
                .add("X-Opencode-B", "2")
                .add("Range", "bytes=0-1")
                .add("Content-Type", "text/plain")
                .add("Cache-Control", "no-cache")
                .build();
        Headers out = REQUEST.apply(in);
        assertThat(out)
                .isEqualTo(Headers.builder()
                        .add("X-Opencode-B", "2")
                        .add("Content-Type", "text/plain")
                        .add("Cache-Control", "no-cache")
                        .build());
    }

    @Test
    void stripsResponseFieldsNamedByConnection() {
        Headers in = Headers.builder()
                .add("Connection", "x-secret, Content-Length")
                .add("X-Secret", "1")
                .add("Content-Length", "5")
                .add("X-Next-Cursor", "c")
                .build();
        assertThat(RESPONSE.apply(in))
                .isEqualTo(Headers.builder()
                        .add("Content-Length", "5")
                        .add("X-Next-Cursor", "c")
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | true",
                "Application/JSON ; charset=utf-8 | true",
                "application/problem+json | true",
                "text/event-stream | true",
                "text/plain;charset=utf-7 | true",
                "text/html | false",
                "image/svg+xml | false",
                "application/jsonp | false",
                "application/json, text/html | false",
                "text/xml | false",
                "'' | false"
            })
    void onlyInertTypesAreShown(String type, boolean shown) {
        Headers out = BOTH.apply(Headers.builder()
                .add("Content-Type", type)
                .add("Content-Disposition", "inline; filename=x.html")
                .build());
        assertThat(out.first("content-disposition").isPresent()).isEqualTo(!shown);
        assertThat(out.values("content-disposition")).doesNotContain("inline; filename=x.html");
    }

    @Test
    void twoOrNoContentTypesAreDownloads() {
        Headers two = Headers.builder()
                .add("Content-Type", "text/plain")
                .add("content-type", "text/html")
                .build();
        assertThat(BOTH.apply(two).first("Content-Disposition")).contains("attachment");
        assertThat(BOTH.apply(Headers.empty()).first("Content-Disposition")).contains("attachment");
    }

    @Test
    void isolationReplacesAndNeverMerges() {
        Headers out = BOTH.apply(Headers.builder()
                .add("cache-control", "public, max-age=9")
                .add("Vary", "Origin")
                .add("content-security-policy", "default-src *")
                .build());
        assertThat(out.values("Cache-Control")).containsExactly("no-store, no-transform");
        assertThat(out.values("Vary")).containsExactly("X-Target-Server, X-Target-Credential");
        assertThat(out.values("Content-Security-Policy")).hasSize(1);
        assertThat(out.values("Referrer-Policy")).containsExactly("no-referrer");
    }
}
