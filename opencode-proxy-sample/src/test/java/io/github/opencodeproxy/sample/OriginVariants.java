package io.github.opencodeproxy.sample;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** More of each class of the table: what a foreign page, or a browser on its behalf, could make a request look like. */
final class OriginVariants {

    static final String ORIGIN = "https://kf.example.com";

    static final Map<String, String> UPGRADE = Map.of(
            "Upgrade", "websocket",
            "Connection", "Upgrade",
            "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

    private static final String FIREFOX =
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";
    private static final String HOST = "Host: kf.example.com\r\n";
    private static final String OWN = "Origin: " + ORIGIN + "\r\n";
    private static final String SAME = "Sec-Fetch-Site: same-origin\r\n";
    private static final String OURS = "X-Opencode-Proxy: 1\r\n";

    private OriginVariants() {}

    /** Every route that starts something, with its target in the query where it needs one. */
    static List<String> routes(String server) {
        String target = "?target=" + server.replace(":", "%3A").replace("/", "%2F");
        return List.of(
                RunningSample.PREFIX + "/api/proxy/session" + target,
                "/api/proxy/session" + target,
                RunningSample.proxied("/event"),
                "/api/servers/up/proxy/pty/1/connect");
    }

    static List<String> foreign() {
        return Stream.of(
                        each(HOST + FIREFOX + "Origin: %s\r\n", ORIGINS),
                        each(HOST + FIREFOX + SAME + OURS + "Origin: %s\r\n", ORIGINS),
                        each(HOST + FIREFOX + "Sec-Fetch-Site: %s\r\n", SITES),
                        each(HOST + FIREFOX + OWN + OURS + "Sec-Fetch-Site: %s\r\n", SITES),
                        each(HOST + FIREFOX + SAME + OWN + "Sec-Fetch-Dest: %s\r\n", DESTINATIONS),
                        each(HOST + FIREFOX + SAME + OWN + "%s\r\n", SPECULATIVE),
                        each("Host: %s\r\n" + FIREFOX + SAME + OWN, HOSTS),
                        each("Host: %s\r\nUser-Agent: curl/8\r\n" + OURS, HOSTS),
                        each(HOST + FIREFOX + "%s\r\n", UNPROVEN))
                .flatMap(lines -> lines)
                .toList();
    }

    static List<String> own() {
        return List.of(
                HOST + FIREFOX + OWN,
                HOST + FIREFOX + OWN + SAME + "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
                HOST + FIREFOX + OURS,
                HOST + FIREFOX + OURS + "Sec-Fetch-Mode: cors\r\n",
                "Host: KF.example.com\r\n" + FIREFOX + OWN,
                HOST + "User-Agent: curl/8.5.0\r\n",
                HOST + "User-Agent: opencode/1.18\r\n");
    }

    static Stream<String> preflights() {
        return Stream.of("https://evil.example", "null", ORIGIN)
                .flatMap(origin -> Stream.of("GET", "POST", "DELETE")
                        .map(method ->
                                HOST + FIREFOX + "Origin: " + origin + "\r\nAccess-Control-Request-Method: " + method
                                        + "\r\nAccess-Control-Request-Headers: x-target-server, x-opencode-proxy\r\n"
                                        + "Access-Control-Request-Private-Network: true\r\n"));
    }

    private static final List<String> ORIGINS = List.of(
            "null",
            "NULL",
            "https://evil.example",
            "http://kf.example.com",
            "https://kf.example.com:8443",
            "https://kf.example.com:80",
            "https://kf.example.com.",
            "https://kf.example.com.evil.example",
            "https://evil.example.kf.example.com",
            "https://kf.example.comx",
            "https://xkf.example.com",
            "https://example.com",
            "https://kf.example.com@evil.example",
            "https://evil.example@kf.example.com",
            "https://kf.example.com/",
            "https://kf.example.com/x",
            "https://kf.example.com?x",
            "https://kf.example.com#x",
            "https://kf.example.com\\x",
            "https://kf.example.com,https://evil.example",
            "https://kf.example.com https://evil.example",
            "https://evil.example https://kf.example.com",
            "https://kf.example.com%2eevil.example",
            "https://kf%2eexample.com",
            "https://kf.example.com;x",
            "https:kf.example.com",
            "https:/kf.example.com",
            "https:///kf.example.com",
            "//kf.example.com",
            "kf.example.com",
            "https://",
            "https",
            "",
            "*",
            "file://",
            "data:",
            "about:blank",
            "blob:https://kf.example.com",
            "chrome-extension://abcdefgh",
            "moz-extension://1",
            "ws://kf.example.com",
            "wss://kf.example.com",
            "ftp://kf.example.com",
            "app://kf.example.com",
            "https://127.0.0.1",
            "https://localhost",
            "https://kf.example.com\r\nOrigin: https://evil.example",
            "https://evil.example\r\nOrigin: https://kf.example.com",
            "null\r\nOrigin: https://kf.example.com",
            "https://\u00e9vil.example",
            "https://[::1]");

    private static final List<String> SITES = List.of(
            "cross-site",
            "same-site",
            "none",
            "",
            "null",
            "Same-Origin",
            "SAME-ORIGIN",
            "same-origin2",
            "xsame-origin",
            "same-origin;x",
            "same-origin, cross-site",
            "cross-site, same-origin",
            "\"same-origin\"",
            "same origin",
            "sameorigin",
            "?1",
            "*",
            "same-origin\r\nSec-Fetch-Site: cross-site",
            "none\r\nSec-Fetch-Site: same-origin");

    private static final List<String> DESTINATIONS = List.of(
            "document",
            "iframe",
            "frame",
            "fencedframe",
            "embed",
            "object",
            "script",
            "style",
            "image",
            "font",
            "audio",
            "video",
            "track",
            "worker",
            "sharedworker",
            "serviceworker",
            "audioworklet",
            "paintworklet",
            "manifest",
            "report",
            "xslt",
            "json",
            "webidentity",
            "",
            "Empty",
            "EMPTY",
            "empty2",
            "empty, document",
            "empty;x",
            "new-thing",
            "empty\r\nSec-Fetch-Dest: document",
            "document\r\nSec-Fetch-Dest: empty");

    private static final List<String> SPECULATIVE = List.of(
            "Service-Worker: script",
            "Sec-Purpose: prefetch",
            "Sec-Purpose: prefetch;prerender",
            "Sec-Purpose: prefetch;anonymous-client-ip",
            "Purpose: prefetch",
            "X-Moz: prefetch",
            "X-Purpose: preview",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Mode: cors\r\nSec-Fetch-Mode: navigate",
            "sec-fetch-mode: navigate");

    private static final List<String> HOSTS = List.of(
            "evil.example",
            "kf.example.com.evil.example",
            "xkf.example.com",
            "kf.example.com.",
            "kf.example.com:8443",
            "127.0.0.1",
            "127.0.0.1:8888",
            "localhost",
            "[::1]",
            "10.0.0.7:8888",
            "mynb.team-a.svc.cluster.local");

    /** No proof at all, and things that look like one. */
    private static final List<String> UNPROVEN = List.of(
            "Accept: */*",
            "X-Opencode-Proxy: 0",
            "X-Opencode-Proxy: true",
            "X-Opencode-Proxy: ",
            "X_Opencode_Proxy: 1",
            "Opencode-Proxy: 1",
            "X-Requested-With: XMLHttpRequest",
            "Referer: https://kf.example.com/notebook/team/box/",
            "Cookie: a=b",
            "X-Forwarded-Host: kf.example.com",
            "Forwarded: host=kf.example.com",
            "Sec-Fetch-Mode: same-origin",
            "Sec-Fetch-Mode: no-cors\r\nX-Opencode-Proxy: 1",
            "Sec-Fetch-Mode: websocket\r\nX-Opencode-Proxy: 1",
            "Sec-Fetch-Dest: empty",
            "Content-Type: text/plain",
            "X-Original-Origin: https://kf.example.com",
            "Origin2: https://kf.example.com",
            "Sec-Fetch-User: ?1",
            "User-Agent: curl/8",
            "Upgrade-Insecure-Requests: 1");

    private static Stream<String> each(String frame, List<String> forms) {
        return forms.stream().map(form -> frame.replace("%s", form));
    }
}
