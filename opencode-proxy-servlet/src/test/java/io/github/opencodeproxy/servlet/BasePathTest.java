package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasePathTest {

    @ParameterizedTest
    @CsvSource({
        "'',                  ''",
        "/,                   ''",
        "/notebook/ns/name,   /notebook/ns/name",
        "/notebook/ns/name/,  /notebook/ns/name",
        "/a,                  /a",
        "/user@x:1/n.b_c~d-e, /user@x:1/n.b_c~d-e",
        "/...,                /...",
        "/.hidden,            /.hidden",
    })
    void acceptsAbsolutePathsAndDropsOneTrailingSlash(String prefix, String value) {
        assertThat(BasePath.of(prefix).value()).isEqualTo(value);
        assertThat(BasePath.of(prefix)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notebook",
                "notebook/ns/",
                "http://host/a",
                "//host/a",
                "//",
                "/a//b",
                "/a//",
                "/.",
                "/..",
                "/a/../b",
                "/a/.",
                "/a/./b",
                "/a/..",
                "/a/../",
                "/a?b",
                "/a#b",
                "/a;b",
                "/a%2fb",
                "/%6eotebook",
                "/a b",
                "/a\\b",
                "/a\nb",
                "/a\0b",
                "/a\u007f",
                "/caf\u00e9",
                "/a\"b",
                "/<a>",
                " ",
                " /a",
                "/a ",
            })
    void refusesWhatIsNoPlainAbsolutePath(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BasePath.of(prefix))
                .withMessageStartingWith("Base path \"")
                .withMessageMatching("[\\x20-\\x7e]+");
    }

    @ParameterizedTest
    @CsvSource({
        // prefix, context path, path, stripped
        "/notebook/ns/a, '',  /notebook/ns/a/,          /",
        "/notebook/ns/a, '',  /notebook/ns/a,           ''",
        "/notebook/ns/a, '',  /notebook/ns/a/api/x,     /api/x",
        "/notebook/ns/a, '',  /notebook/ns/ab,          /notebook/ns/ab",
        "/notebook/ns/a, '',  /notebook/ns/ab/api/x,    /notebook/ns/ab/api/x",
        "/notebook/ns/a, '',  /notebook/ns,             /notebook/ns",
        "/notebook/ns/a, '',  /notebook/ns/a;x/api,     /notebook/ns/a;x/api",
        "/notebook/ns/a, '',  /notebook/ns/a%2fapi,     /notebook/ns/a%2fapi",
        "/notebook/ns/a, '',  /%6eotebook/ns/a/api,     /%6eotebook/ns/a/api",
        "/notebook/ns/a, '',  /NOTEBOOK/ns/a/api,       /NOTEBOOK/ns/a/api",
        "/notebook/ns/a, '',  //notebook/ns/a/api,      //notebook/ns/a/api",
        "/notebook/ns/a, '',  /notebook//ns/a/api,      /notebook//ns/a/api",
        "/notebook/ns/a, '',  /notebook/ns/a//api,      //api",
        "/notebook/ns/a, '',  /notebook/ns/a/../b,      /../b",
        "/notebook/ns/a, '',  /notebook/ns/a/notebook/ns/a/x, /notebook/ns/a/x",
        // The gateway stripped the prefix already.
        "/notebook/ns/a, '',  /,                        /",
        "/notebook/ns/a, '',  /api/x,                   /api/x",
        // A context path before the prefix, in front of a stripped path, and in the prefix's place.
        "/notebook/ns/a, /gw, /gw/notebook/ns/a/api,    /api",
        "/notebook/ns/a, /gw, /gw/notebook/ns/a,        ''",
        "/notebook/ns/a, /gw, /gw/notebook/ns/ab/x,     /notebook/ns/ab/x",
        "/notebook/ns/a, /gw, /gw/api,                  /api",
        "/notebook/ns/a, /gw, /gw,                      ''",
        "/notebook/ns/a, /gw, /gwx/api,                 /gwx/api",
        "/notebook/ns/a, /notebook/ns/a, /notebook/ns/a/api, /api",
        // No prefix.
        "'',             '',  /,                        /",
        "'',             '',  /api/x,                   /api/x",
        "'',             '',  //api,                    //api",
        "'',             /gw, /gw,                      ''",
        "'',             /gw, /gw/,                     /",
    })
    void stripsAtSegmentBoundariesOnly(String prefix, String contextPath, String rawPath, String stripped) {
        assertThat(BasePath.of(prefix).strip(rawPath, contextPath)).isEqualTo(stripped);
    }

    @Test
    void isEqualByValue() {
        assertThat(BasePath.of("/a/")).isEqualTo(BasePath.of("/a")).hasSameHashCodeAs(BasePath.of("/a"));
        assertThat(BasePath.of("/a")).isNotEqualTo(BasePath.of("/b"));
    }
}
