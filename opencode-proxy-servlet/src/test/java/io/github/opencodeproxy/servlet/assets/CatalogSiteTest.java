package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that no container of the tests lets through, and redirects of strange ones. */
class CatalogSiteTest {

    private final AssetCatalog catalog =
            AssetCatalog.find(getClass().getClassLoader()).orElseThrow();
    private final StaticSite site = new CatalogSite(catalog);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//evil.example/",
                "//evil.example",
                "/\\evil.example",
                "/..",
                "/../ui/00112233aabbccdd/assets/app.js",
                "/ui/../ui/00112233aabbccdd/assets/app.js",
                "//ui/00112233aabbccdd/assets/app.js",
                "/ui//00112233aabbccdd/assets/app.js",
                "/ui/00112233aabbccdd/assets/app.js;x",
                "/ui/00112233aabbccdd/assets/app.js\0",
                "/;/ui/00112233aabbccdd/assets/app.js",
                "/%75i/00112233aabbccdd/assets/app.js",
                "/s//evil.example",
                "/s/..",
                "/s/../",
                "/s/a;b",
                "/s/javascript:alert(1)",
                "/s/a\r\nSet-Cookie: x",
                "relative",
            })
    void findsNothing(String path) {
        assertThat(site.answer(navigation(path, path, null))).isInstanceOf(NotFoundAnswer.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/notebook/ns/a, -,        ./a/",
                "//gw,           -,        ./gw/",
                "/a:b,           -,        ./a:b/",
                "'',             -,        ./",
                "/a,             x=//y?z,  ./a/?x=//y?z",
                "/a,             'x y',    ./a/",
                "/a,             é,        ./a/",
            })
    void redirectsRelativeToTheLastSegment(String rawPath, String query, String location) {
        assertThat(site.answer(navigation("", rawPath, query))).isEqualTo(new RedirectAnswer(location));
    }

    @Test
    void takesLongIdsWithoutDeepRecursion() {
        assertThat(site.answer(navigation("/s/" + "a-".repeat(50_000) + "a/", "", null)))
                .isInstanceOf(NotFoundAnswer.class);
    }

    @Test
    void servesFilesToWhomeverAsks() {
        String path = "/ui/00112233aabbccdd/favicon.svg";
        Asset icon = catalog.asset(path.substring(1)).orElseThrow();
        assertThat(site.answer(new StaticRequest("GET", path, path, null, "no-cors", null)))
                .isEqualTo(new FileAnswer(catalog, icon));
        assertThat(site.answer(navigation(path, path, null))).isEqualTo(new FileAnswer(catalog, icon));
    }

    private static StaticRequest navigation(String path, String rawPath, @Nullable String query) {
        return new StaticRequest("GET", path, rawPath, query, "navigate", null);
    }
}
