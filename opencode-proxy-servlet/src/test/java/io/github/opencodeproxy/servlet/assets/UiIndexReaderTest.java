package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UiIndexReaderTest {

    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String GOOD = """
            {"format":1,"opencode":"1.18.33","build":"00112233aabbccdd","later":{"path":["x"]},
             "pages":{"landing":"landing.html","mount":"mount.html"},
             "files":[{"path":"ui/b/a.js","type":"text/javascript; charset=utf-8","size":12,"sha256":"%s",
                       "encodings":["br","zstd"]}]}""".formatted(HASH);

    @Test
    void readsAnIndexAndSkipsWhatItDoesNotKnow() {
        UiIndex index = parse(GOOD);
        assertThat(index.opencode()).isEqualTo("1.18.33");
        assertThat(index.landing()).isEqualTo("landing.html");
        assertThat(index.files())
                .containsOnlyKeys("ui/b/a.js")
                .containsValue(new Asset(
                        "ui/b/a.js",
                        "text/javascript; charset=utf-8",
                        12,
                        HASH,
                        Set.of(ContentCoding.BROTLI, ContentCoding.IDENTITY)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../secret",
                "ui/../secret",
                "ui/./a",
                "ui/.env",
                ".git/HEAD",
                "ui//a",
                "ui/",
                "",
                "ui\\\\a",
                "ui/%2e%2e/a",
                "ui/a?b",
                "ui/a;b",
                "ui/a b",
                "ui/\\u0000",
                "ui/é",
            })
    void refusesPathsThatCouldLeaveTheFolder(String path) {
        refuses("ui/b/a.js", path, "path");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"format\":1',       '\"format\":2',            format",
        "'\"format\":1,',      '',                        format",
        "1.18.33,              '1\\r\\nSet-Cookie: a',    opencode",
        "00112233aabbccdd,     00112233,                  build",
        "landing.html,         ../landing.html,           landing",
        "'\"mount\":',         '\"other\":',              mount",
        "charset=utf-8,        'charset=utf-8\\r\\nX: y', type",
        "text/javascript,      nonsense,                  type",
        "text/javascript,      text/,                     type",
        "text/javascript,      /javascript,               type",
        "charset=utf-8,        charset=,                  type",
        "' charset=utf-8',     boundary=a/b,              type",
        "'; charset=utf-8',    ;,                         type",
        "'\"size\":12',        '\"size\":-1',             size",
        "'\"size\":12',        '\"size\":\"12\"',         size",
        "'\"size\":12',        '\"size\":1.5e30',         size",
        "0123456789abcdef,     0123456789ABCDEF,          sha256",
    })
    void refusesValuesOfAnotherShape(String from, String to, String name) {
        refuses(from, to, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{}",
                "{\"format\":1}",
                "{\"format\":1,\"files\":[{",
                "{\"pages\":3}"
            })
    void refusesWhatIsNoIndex(String json) {
        assertThatIllegalStateException().isThrownBy(() -> parse(json)).withMessageStartingWith("ui.json: ");
    }

    @Test
    void refusesTheSamePathTwice() {
        String file = GOOD.substring(GOOD.indexOf("[{") + 1, GOOD.lastIndexOf(']'));
        refuses("[{", "[" + file + ",{", "ui/b/a.js is there twice");
    }

    private static void refuses(String from, String to, String name) {
        assertThat(GOOD).contains(from);
        assertThatIllegalStateException()
                .isThrownBy(() -> parse(GOOD.replace(from, to)))
                .withMessageStartingWith("ui.json: ")
                .withMessageContaining(name);
    }

    private static UiIndex parse(String json) {
        return UiIndexReader.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
