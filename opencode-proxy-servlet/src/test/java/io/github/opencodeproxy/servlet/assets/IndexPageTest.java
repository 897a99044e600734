package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexPageTest {

    @ParameterizedTest
    @CsvSource({
        "/,                ./",
        "/s/x/,            ../../",
        "/s/x/a,           ../../",
        "/s/x/a/,          ../../../",
        "/s/x/a/session/b, ../../../../",
        "/s/x/%2F%2f,      ../../",
    })
    void leadsFromAnyAddressToTheBase(String path, String up) {
        assertThat(IndexPage.up(path)).isEqualTo(up);
        assertThat(URI.create("http://host/notebook/ns/a" + path).resolve(up))
                .isEqualTo(URI.create("http://host/notebook/ns/a/"));
    }

    /** Browsers climb out of empty segments one by one (WHATWG URL); java.net.URI merges them. */
    @Test
    void countsEmptySegments() {
        assertThat(IndexPage.up("/s/x//a")).isEqualTo("../../../");
    }

    @Test
    void fillsEveryPlaceholder() {
        IndexPage page = IndexPage.of("<a href=\"{{up}}ui/a\"><a href=\"{{up}}ui/b\">{{ }} é");
        assertThat(new String(page.render("../"), StandardCharsets.UTF_8))
                .isEqualTo("<a href=\"../ui/a\"><a href=\"../ui/b\">{{ }} é");
    }

    @Test
    void refusesOtherPlaceholders() {
        assertThatIllegalStateException()
                .isThrownBy(() -> IndexPage.of("{{up}}<script nonce={{nonce}}>"))
                .withMessageContaining("{{nonce}}");
    }

    @Test
    void tagsTheRenderedBytes() {
        IndexPage page = IndexPage.of("{{up}}");
        String here = IndexPage.entityTag(page.render("./"));
        assertThat(here).matches("\"[0-9a-f]{32}\"").isEqualTo(IndexPage.entityTag(page.render("./")));
        assertThat(here).isNotEqualTo(IndexPage.entityTag(page.render("../")));
    }
}
