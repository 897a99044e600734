package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationRewriteTest {
    private static final ServerUrl SERVER = ServerUrl.parse("http://sandbox-svc.ns.svc.cluster.local:4096/base");
    private static final String PUB = "/notebook/team-a/mynb/proxy";

    static Stream<Corpus.Row> rows() {
        return Corpus.rows("location-rewrite", "cases");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rewritesOrDropsAsTheTableSays(Corpus.Row row) {
        var rewritten = LocationRewrite.rewrite(row.text("location"), SERVER, "/a", PUB);
        if (row.expect().get("action").asText().equals("drop")) {
            assertThat(rewritten).isEmpty();
        } else {
            assertThat(rewritten).contains(row.expect().get("value").asText().replace("{PUB}", PUB));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/base | {PUB}",
                "/base?x=1#f | {PUB}?x=1#f",
                "HTTP://SANDBOX-svc.ns.svc.cluster.local.:4096/base/x | {PUB}/x",
                "//sandbox-svc.ns.svc.cluster.local:4096/base/x?y | {PUB}/x?y",
                "x | {PUB}/s/x",
                "./x | {PUB}/s/x",
                "../x | {PUB}/x",
                "x/../y | {PUB}/s/y",
                "../x/.. | {PUB}/",
                ". | {PUB}/s/",
                "?q=/:1 | {PUB}/s/a?q=/:1",
                "#f:1 | {PUB}/s/a#f:1",
                "/base/x?auth_token=SECRET&a=%62 | {PUB}/x?a=%62",
                "/base/%E2%82%AC;v=1 | {PUB}/%E2%82%AC;v=1"
            })
    void resolvesReferencesToTheSameServer(String location, String expected) {
        assertThat(LocationRewrite.rewrite(location, SERVER, "/s/a", PUB)).contains(expected.replace("{PUB}", PUB));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/basement",
                "/base/../x",
                "/base/..%2fx",
                "/base/%252e%252e/x",
                "/base//evil.example",
                "/base/%0d%0aSet-Cookie:x",
                "/base/x y",
                "/base/\u00e4",
                "/base/%zz",
                "../../x",
                "//evil.example/base/x",
                "///base/x",
                "/\\evil.example",
                "\\\\evil.example",
                "https://sandbox-svc.ns.svc.cluster.local:4096/base/x",
                "http://sandbox-svc.ns.svc.cluster.local/base/x",
                "http://sandbox-svc.ns.svc.cluster.local:4096",
                "http://sandbox-svc.ns.svc.cluster.local:4096@evil.example/base/x",
                "http:/base/x",
                "http:base/x",
                "http:",
                "javascript:alert(1)",
                "JaVaScRiPt://sandbox-svc.ns.svc.cluster.local:4096/base/x",
                "ftp://sandbox-svc.ns.svc.cluster.local:4096/base/x",
                " /base/x",
                "/base/<script>"
            })
    void dropsReferencesToElsewhere(String location) {
        assertThat(LocationRewrite.rewrite(location, SERVER, "/a", PUB)).isEmpty();
    }

    @Test
    void keepsOnlyPaginationLinks() {
        String link = "<http://sandbox-svc.ns.svc.cluster.local:4096/base/session/1/message?before=x>; rel=\"next\", "
                + "</base/style.css>; rel=preload; as=style, <https://evil.example/>; rel=prev, "
                + "<p?a=1,2>; title=\"a, <b>\"; rel=Last, broken";
        assertThat(LocationRewrite.rewriteLink(link, SERVER, "/session/1/message", PUB))
                .contains("<" + PUB + "/session/1/message?before=x>; rel=\"next\", <" + PUB
                        + "/session/1/p?a=1,2>; rel=\"last\"");
        assertThat(LocationRewrite.rewriteLink("</base/a>; rel=preload", SERVER, "/", PUB))
                .isEmpty();
    }

    @Test
    void servesAServerWithoutBasePath() {
        ServerUrl plain = ServerUrl.parse("http://h:4096");
        assertThat(LocationRewrite.rewrite("http://h:4096", plain, "/a", PUB)).contains(PUB + "/");
        assertThat(LocationRewrite.rewrite("/x", plain, "/a", PUB)).contains(PUB + "/x");
        assertThat(LocationRewrite.rewrite("../../x", plain, "/a", PUB)).contains(PUB + "/x");
    }
}
