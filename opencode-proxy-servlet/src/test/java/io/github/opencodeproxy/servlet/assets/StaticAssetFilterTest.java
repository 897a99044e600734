package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The static side as a client sees it, behind a gateway that strips the prefix and one that does not. */
class StaticAssetFilterTest {

    private static final String P = "/notebook/team-a/mynb";
    private static final String ASSETS = P + "/ui/00112233aabbccdd/assets/";
    private static final String NAVIGATE = "Sec-Fetch-Mode: navigate";
    private static final String HTML = "Accept: text/html,application/xhtml+xml;q=0.9";

    private static StaticServer server;

    @BeforeAll
    static void start() throws Exception {
        server = StaticServer.start(P);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br | br   | br bytes   | -br\"",
                "gzip              | gzip | gzip bytes | -gzip\"",
                "identity          | ''   | export     | \"",
            })
    void servesTheVariantThatTheClientLikes(String accepted, String coding, String content, String tagEnd)
            throws Exception {
        RawAnswer answer = server.get(ASSETS + "app.js", "Accept-Encoding: " + accepted);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("ASSET-OK", content);
        assertThat(answer.header("Content-Encoding")).isEqualTo(coding);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringWhitespace("text/javascript;charset=utf-8");
        assertThat(answer.header("Content-Length"))
                .isEqualTo(String.valueOf(answer.body().length()));
        assertThat(answer.header("ETag"))
                .startsWith("\"2fff7b50aae8373c0d90b49b9e913e85")
                .endsWith(tagEnd);
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.header("Last-Modified")).isEmpty();
        assertThatItIsOurs(answer);
    }

    @Test
    void doesNotVaryWhereThereIsOneVariant() throws Exception {
        RawAnswer answer = server.get(ASSETS + "tone.aac", "Accept-Encoding: br, gzip");
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(answer.header("Vary")).isEmpty();
        assertThat(answer.header("Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip", "identity"})
    void answers304ToTheTagOfTheSameVariant(String coding) throws Exception {
        String accept = "Accept-Encoding: " + coding;
        String tag = server.get(ASSETS + "app.js", accept).header("ETag");
        for (String method : List.of("GET", "HEAD")) {
            RawAnswer again = server.send(method, ASSETS + "app.js", accept, "If-None-Match: \"x\", W/" + tag);
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
            assertThat(again.header("Cache-Control")).contains("immutable");
            assertThat(again.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(again.header("X-Opencode-Proxy")).isNotEmpty();
        }
    }

    @Test
    void sendsOtherVariantsAndStaleTagsInFull() throws Exception {
        String tag = server.get(ASSETS + "app.js", "Accept-Encoding: br").header("ETag");
        assertThat(server.get(ASSETS + "app.js", "If-None-Match: " + tag).status())
                .isEqualTo(200);
        assertThat(server.get(ASSETS + "app.js", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answers412WhenAnotherRepresentationIsWanted() throws Exception {
        RawAnswer answer = server.get(ASSETS + "app.js", "If-Match: \"x\"");
        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=2-4     | 206 | 234        | bytes 2-4/10",
                "bytes=7-      | 206 | 789        | bytes 7-9/10",
                "bytes=-2      | 206 | 89         | bytes 8-9/10",
                "bytes=10-     | 416 | ''         | bytes */10",
                "bytes=0-1,3-4 | 200 | 0123456789 | ''",
            })
    void servesOneRange(String range, int status, String body, String contentRange) throws Exception {
        RawAnswer answer = server.get(ASSETS + "tone.aac", "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(body.length()));
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void ignoresRangesOfHeadAndOfOtherTags() throws Exception {
        assertThat(server.send("HEAD", ASSETS + "tone.aac", "Range: bytes=2-4").status())
                .isEqualTo(200);
        assertThat(server.get(ASSETS + "tone.aac", "Range: bytes=2-4", "If-Range: \"x\"")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/00112233aabbccdd/assets/app.js", "/", "/s/local/", "/nothing", ""})
    void givesHeadTheHeadersOfGet(String path) throws Exception {
        RawAnswer get = server.get(P + path, HTML, "Accept-Encoding: br");
        RawAnswer head = server.send("HEAD", P + path, HTML, "Accept-Encoding: br");
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
        assertThat(head.header("Content-Length"))
                .isEqualTo(String.valueOf(get.body().length()));
    }

    @ParameterizedTest
    @CsvSource({
        "/notebook/team-a/mynb/,                     landing, ./",
        "/,                                          landing, ./",
        "/notebook/team-a/mynb/?a=b,                 landing, ./",
        "/notebook/team-a/mynb/s/local/,             mount,   ../../",
        "/s/local/,                                  mount,   ../../",
        "/notebook/team-a/mynb/s/~abcd2345/dir/se-1, mount,   ../../../",
        "/s/a-b-3/dir/session/,                      mount,   ../../../../",
        "/s/a/%2e%2e%2f,                             mount,   ../../",
    })
    void servesPagesWithTheWayUp(String target, String page, String up) throws Exception {
        for (String mark : List.of(NAVIGATE, HTML)) {
            RawAnswer answer = server.get(target, mark, "Accept-Encoding: br, gzip");
            if (answer.status() == 400) {
                assertThat(target).contains("%2"); // Jetty refuses ambiguous paths before the filter.
                continue;
            }
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("INDEX-OK " + page, "src=\"" + up + "ui/00112233aabbccdd/assets/app.js\"")
                    .doesNotContain("{{");
            assertThat(answer.header("Content-Type")).isEqualToIgnoringWhitespace("text/html;charset=utf-8");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(answer.header("Vary")).isEqualTo("Accept, Sec-Fetch-Mode");
            assertThat(answer.header("Content-Length"))
                    .isEqualTo(String.valueOf(answer.body().length()));
            assertThatItIsOurs(answer);
            RawAnswer again = server.get(target, mark, "If-None-Match: " + answer.header("ETag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("Cache-Control")).isEqualTo("no-cache");
        }
    }

    @Test
    void showsTheLandingPageToToolsToo() throws Exception {
        assertThat(server.get(P + "/", "Accept: */*").status()).isEqualTo(200);
        assertThat(server.get(P + "/").status()).isEqualTo(200);
        assertThat(server.get(P + "/", "Sec-Fetch-Mode: cors", HTML).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/notebook/team-a/mynb,              ./mynb/",
        "/notebook/team-a/mynb?a=/b&c,       ./mynb/?a=/b&c",
        "/notebook/team-a/mynb/s/local,      ./local/",
        "/notebook/team-a/mynb/s/~abcd2345,  ./~abcd2345/",
        "/s/local?x,                         ./local/?x",
    })
    void addsAMissingSlashOnTheSameHost(String target, String location) throws Exception {
        RawAnswer answer = server.get(target, NAVIGATE);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).isEqualTo(location);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        URI resolved = URI.create("https://host" + target).resolve(location);
        assertThat(resolved.getHost()).isEqualTo("host");
        assertThat(resolved.getPath()).isEqualTo(target.replaceFirst("\\?.*", "") + "/");
        assertThatItIsOurs(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/notebook/team-a/mynb/nothing",
                "/notebook/team-a/mynb/index.html",
                "/notebook/team-a/mynb/ui.json",
                "/notebook/team-a/mynb/ui/00112233aabbccdd/assets/",
                "/notebook/team-a/mynb/ui/00112233aabbccdd/assets/app.js.br",
                "/notebook/team-a/mynb/ui/00112233aabbccdd/assets/app.js/",
                "/notebook/team-a/mynb/ui/00112233aabbccdd/assets/app%2Ejs",
                "/notebook/team-a/mynb/ui/00112233aabbccdd/assets/APP.js",
                "/notebook/team-a/mynb/s",
                "/notebook/team-a/mynb/s/",
                "/notebook/team-a/mynb/s/Local/",
                "/notebook/team-a/mynb/s/-a/",
                "/notebook/team-a/mynb/s/~abcd234/",
                "/notebook/team-a/mynb/s/~abcd0189/",
                "/notebook/team-a/mynb/healthzz",
                "/notebook/team-a/mynb/apix",
                "/notebook/team-a/mynb-evil/",
                "/notebook/team-a",
            })
    void answers404ToPeopleAndPrograms(String target) throws Exception {
        RawAnswer page = server.get(target, NAVIGATE);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWithIgnoringCase("text/html");
        RawAnswer problem = server.get(target, "Accept: */*");
        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.body()).contains("\"code\":\"not_found\"").doesNotContain("notebook", "mynb");
        for (RawAnswer answer : List.of(page, problem)) {
            assertThat(answer.header("X-Opencode-Proxy-Error")).isEqualTo("not_found");
            assertThat(answer.header("Cache-Control")).startsWith("no-store");
            assertThatItIsMarked(answer);
        }
    }

    @Test
    void answersAFetchOfAPageWithAProblem() throws Exception {
        RawAnswer answer = server.get(P + "/s/local/session", "Sec-Fetch-Mode: cors", HTML);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /notebook/team-a/mynb/api",
        "GET,     /notebook/team-a/mynb/api/proxy/session",
        "HEAD,    /api/servers",
        "GET,     /healthz",
        "GET,     /readyz",
        "GET,     /notebook/team-a/mynb/metrics",
        "POST,    /notebook/team-a/mynb/",
        "OPTIONS, /notebook/team-a/mynb/ui/00112233aabbccdd/assets/app.js",
        "DELETE,  /nothing",
    })
    void leavesTheApiAndOtherMethodsToTheServlet(String method, String target) throws Exception {
        RawAnswer answer = server.send(method, target, NAVIGATE);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(method.equals("HEAD") ? "" : "chain");
        assertThat(answer.header("Content-Security-Policy")).isEmpty();
    }

    @Test
    void worksBelowAContextPath() throws Exception {
        try (StaticServer war = StaticServer.start("/gw", P, getClass().getClassLoader())) {
            assertThat(war.get("/gw" + ASSETS + "tone.aac").body()).isEqualTo("0123456789");
            assertThat(war.get("/gw" + P, NAVIGATE).header("Location")).isEqualTo("./mynb/");
            assertThat(war.get("/gw", NAVIGATE).header("Location")).isEqualTo("./gw/");
            assertThat(war.get("/gw/", NAVIGATE).body()).contains("INDEX-OK landing");
        }
    }

    @Test
    void namesTheMissingDependency() throws Exception {
        try (StaticServer bare = StaticServer.start("/", P, ClassLoader.getPlatformClassLoader())) {
            for (String target : List.of(P, P + "/", P + "/s/local/", "/")) {
                RawAnswer answer = bare.get(target, NAVIGATE);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.header("X-Opencode-Proxy-Error")).isEqualTo("not_found");
                assertThat(answer.body()).contains("io.github.opencodeproxy:opencode-ui-assets");
            }
            assertThat(bare.get(ASSETS + "app.js").body()).doesNotContain("opencode-ui-assets");
            assertThat(bare.get(P + "/api/servers").body()).isEqualTo("chain");
        }
    }

    private static List<String> withoutDate(RawAnswer answer) {
        return answer.fields().stream()
                .filter(field -> !field.startsWith("Date:"))
                .sorted()
                .toList();
    }

    private static void assertThatItIsOurs(RawAnswer answer) {
        assertThatItIsMarked(answer);
        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
                                + "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data:; "
                                + "connect-src 'self' data:; worker-src 'self' blob:; frame-src 'self'; manifest-src 'self'; "
                                + "base-uri 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'self'");
    }

    private static void assertThatItIsMarked(RawAnswer answer) {
        assertThat(answer.header("X-Opencode-Proxy")).isEqualTo("dev");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
}
