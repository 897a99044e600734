package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that its user trusts too much, and a page that the user should not have opened, in a real browser that is
 * signed in: neither gets at the page's secrets, the notebook's API, or the window.
 */
@Timeout(120)
class HostileServerIT {

    private static final String PREFIX = "/notebook/team/box";
    private static final String PROXIED = PREFIX + "/api/servers/evil/proxy";

    /** Every element that loads something, each with the answer in its attribute, until all have come to an end. */
    private static final String EMBED = """
            async urls => {
              const tags = [["iframe", "src"], ["embed", "src"], ["object", "data"], ["img", "src"], ["script", "src"], ["video", "src"],
                ["audio", "src"], ["link", "href", "stylesheet"], ["link", "href", "prefetch"], ["link", "href", "modulepreload"], ["link", "href", "manifest"],
                ["link", "href", "icon"], ["input", "src", "image"], ["track", "src"]];
              const ends = [];
              for (const url of urls) {
                for (const [tag, attribute, kind] of tags) {
                  const element = document.createElement(tag);
                  if (tag === "link") element.rel = kind;
                  if (tag === "input") element.type = kind;
                  ends.push(new Promise(done => { element.onload = element.onerror = done }));
                  element[attribute] = url + "?" + tag + (kind ?? "");
                  document.body.append(element);
                }
                for (const load of [
                  () => import(url + "?import"),
                  () => new Promise((done, fail) => { const worker = new Worker(url + "?worker"); worker.onerror = fail; worker.onmessage = done }),
                  () => new Promise((done, fail) => { const worker = new SharedWorker(url + "?shared"); worker.onerror = fail }),
                  () => navigator.serviceWorker.register(url + "?sw", { scope: "/" }),
                  () => new FontFace("mine", "url(" + url + "?font)").load(),
                  () => CSS.paintWorklet?.addModule(url + "?paint"),
                ]) ends.push(Promise.resolve().then(load).catch(() => {}));
              }
              await Promise.race([Promise.allSettled(ends), new Promise(done => setTimeout(done, 1500))]);
              return typeof pwned;
            }
            """;

    private HostileServer evil;
    private SampleServer sample;
    private Chromium browser;
    private String origin;

    @BeforeEach
    void start() throws IOException {
        evil = HostileServer.start();
        sample = SampleServer.start(ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        PREFIX,
                        "opencode.proxy.bind-address",
                        "127.0.0.1",
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.allow",
                        evil.url(),
                        "opencode.proxy.servers.evil.url",
                        evil.url()),
                Map.of())));
        origin = "http://127.0.0.1:" + sample.port();
        browser = Chromium.open("hostile");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        sample.close();
        evil.close();
    }

    /** What the others find would be worth nothing if this did not get everything. */
    @Test
    void thePayloadGetsEverythingWhereNothingStopsIt() {
        browser.tell(page -> {
            signIn(page);
            page.route(
                    "**/control.html", route -> show(route, "<!doctype html><script>" + evil.payload() + "</script>"));
            try {
                page.navigate(origin + "/control.html");
            } catch (PlaywrightException takenElsewhere) {
                // That is what it is for.
            }
            await().untilAsserted(() -> assertThat(evil.loot()).anyMatch(head -> head.contains("cookie%3Dsession")));
            await().untilAsserted(() -> assertThat(evil.loot()).anyMatch(head -> head.contains("/top")));
        });
    }

    @Test
    void whatAServerAnswersNeverBecomesAPageAFrameAScriptOrAWorker() {
        browser.tell(page -> {
            signIn(page);
            // Another notebook of the same origin, without any policy of its own.
            page.route("**/other/", route -> show(route, "<!doctype html><title>other</title><body></body>"));
            page.navigate(origin + "/other/");
            List<String> urls =
                    HostileServer.paths().stream().map(path -> PROXIED + path).toList();

            assertThat(page.evaluate(EMBED, urls)).isEqualTo("undefined");
            for (String path : HostileServer.paths()) {
                Response answer = page.navigate(origin + PROXIED + path);
                assertThat(answer.status()).as(path).isEqualTo(403);
                assertThat(page.title()).isNotEqualTo("mine");
            }
            page.navigate(origin + "/other/");
            page.evaluate(
                    "url => { const form = document.createElement('form'); form.method = 'post'; form.action = url; document.body.append(form); form.submit() }",
                    origin + PROXIED + "/page.html");
            page.waitForURL("**/page.html");

            assertThat(evil.requests()).isEmpty();
            assertUnharmed(page);
        });
    }

    @Test
    void whatAServerSaysInItsHeadersChangesNothing() {
        browser.tell(page -> {
            signIn(page);
            for (String path : HostileServer.paths()) {
                Object told = page.evaluate(
                        "async url => { const answer = await fetch(url, { headers: { 'X-Opencode-Proxy': '1' }, redirect: 'manual' });"
                                + " await answer.text(); return answer.type + [...answer.headers.keys()].join() }",
                        PROXIED + path);
                assertThat(told.toString())
                        .as(path)
                        .doesNotContain(
                                "www-authenticate",
                                "set-cookie",
                                "refresh",
                                "link",
                                "access-control",
                                "service-worker",
                                "clear-site",
                                "alt-svc");
            }

            assertThat(evil.requests()).hasSameSizeAs(HostileServer.paths());
            assertThat(evil.requests()).noneMatch(head -> head.contains("session=SECRET"));
            assertThat(page.url()).startsWith(origin + PREFIX);
            assertUnharmed(page);
        });
    }

    @Test
    void aForeignPageReachesNoServerAndReadsNothing() {
        browser.tell(page -> {
            signIn(page);
            // The same machine by another name is another site.
            String foreign = "http://localhost:" + sample.port() + "/foreign.html";
            page.route("**/foreign.html", route -> show(route, "<!doctype html><title>foreign</title><body></body>"));
            page.navigate(foreign);
            String target = "?target=" + evil.url().replace(":", "%3A").replace("/", "%2F");
            List<String> urls = List.of(
                    origin + PROXIED + "/page.html",
                    origin + PREFIX + "/api/proxy/page.html" + target,
                    origin + PREFIX + "/api/servers",
                    origin + PREFIX + "/api/servers/health");

            Object read = page.evaluate("""
                    async urls => {
                      const read = [];
                      for (const url of urls) {
                        for (const mode of ["cors", "no-cors"]) for (const method of ["GET", "POST", "PUT", "DELETE"]) for (const headers of [{}, { "X-Opencode-Proxy": "1" },
                          { "Content-Type": "application/json" }]) {
                          try { read.push((await (await fetch(url, { mode, method, headers, credentials: "include", body: method === "GET" ? undefined : "{}" })).text())) } catch {}
                        }
                        navigator.sendBeacon(url, "{}");
                        const socket = new WebSocket(url.replace("http", "ws"));
                        await new Promise(done => { socket.onopen = () => { read.push("open"); done() }; socket.onerror = done });
                        const events = new EventSource(url, { withCredentials: true });
                        await new Promise(done => { events.onmessage = event => { read.push(event.data); done() }; events.onerror = done });
                        events.close();
                      }
                      return read.join("");
                    }
                    """, urls);

            assertThat(read).isEqualTo("");
            assertThat(page.evaluate(EMBED, urls)).isEqualTo("undefined");
            for (String url : urls) {
                page.navigate(foreign);
                page.evaluate("url => { location = url }", url);
                page.waitForURL(url);
                assertThat(page.title()).isNotEqualTo("mine");
            }
            assertThat(evil.requests()).isEmpty();
            assertUnharmed(page);
        });
    }

    /** As a second wall: a gateway has let a navigation through, and has even lost the order to download. */
    @Test
    void anAnswerThatIsShownAfterAllIsShutIn() throws Exception {
        try (BlindGateway downloads = BlindGateway.start(sample.port());
                BlindGateway shows = BlindGateway.start(sample.port(), "content-disposition");
                BlindGateway control =
                        BlindGateway.start(sample.port(), "content-disposition", "content-security-policy")) {
            browser.tell(page -> {
                List<String> asked = new CopyOnWriteArrayList<>();
                page.context().onRequest(request -> asked.add(request.url()));
                List<String> shown = List.of(
                        "/page.html",
                        "/page.xhtml",
                        "/image.svg",
                        "/text.html",
                        "/untyped",
                        "/file.pdf",
                        "/auth",
                        "/redirect-page");
                for (BlindGateway gateway : List.of(downloads, shows)) {
                    page.context().addCookies(List.of(new Cookie("session", "SECRET").setUrl(gateway.url("/"))));
                    for (String path : shown) {
                        visit(page.context().newPage(), gateway.url(PROXIED + path));
                    }
                }
                assertThat(evil.requests()).hasSizeGreaterThanOrEqualTo(2 * shown.size());
                assertThat(evil.loot()).isEmpty();
                assertThat(page.context().cookies()).allMatch(cookie -> cookie.value.equals("SECRET"));
                assertThat(asked).noneMatch(url -> url.contains("stolen"));

                visit(page, control.url(PROXIED + "/page.html"));
                await("what a page without our policy would do")
                        .untilAsserted(() -> assertThat(evil.loot()).isNotEmpty());
            });
        }
    }

    private static void visit(Page page, String url) {
        try {
            page.navigate(url);
        } catch (PlaywrightException downloadOrGone) {
            assertThat(downloadOrGone.getMessage()).containsAnyOf("Download is starting", "net::ERR_", "interrupted");
        }
    }

    private void signIn(Page page) {
        page.context().addCookies(List.of(new Cookie("session", "SECRET").setUrl(origin)));
        page.onDialog(dialog -> {
            throw new IllegalStateException("A dialog: " + dialog.message());
        });
        page.navigate(origin + PREFIX + "/#picker");
        page.evaluate("() => { localStorage.setItem('secret', 'SECRET'); sessionStorage.setItem('secret', 'SECRET') }");
    }

    private void assertUnharmed(Page page) {
        assertThat(page.context().cookies(origin))
                .extracting(cookie -> cookie.name + "=" + cookie.value)
                .containsExactly("session=SECRET");
        page.navigate(origin + PREFIX + "/#picker");
        assertThat(page.evaluate("() => localStorage.getItem('secret') + sessionStorage.getItem('secret')"))
                .isEqualTo("SECRETSECRET");
        assertThat(page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length"))
                .isEqualTo(0);
        assertThat(browser.requests()).noneMatch(url -> url.contains("stolen"));
        assertThat(evil.loot()).as("what got out").isEmpty();
    }

    private static void show(Route route, String page) {
        route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody(page));
    }
}
