package io.github.opencodeproxy.sample;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** More of each class of the table of paths, made of the parts that decoders disagree about. */
final class PathVariants {

    private static final List<String> DOTS = List.of(
            "..",
            "%2e%2e",
            ".%2e",
            "%2E.",
            "%252e%252e",
            "%25252e%25252e",
            "%c0%ae%c0%ae",
            "%e0%80%ae%e0%80%ae",
            "%f0%80%80%ae%f0%80%80%ae",
            "%u002e%u002e",
            "%uff0e%uff0e",
            "\uff0e\uff0e",
            "..;",
            "..;x=1",
            "..%3b",
            "..%00",
            "..%0a",
            "..%20",
            "...",
            "....",
            ".",
            "%2e",
            "..%c0%80",
            ".%00.",
            "..\u0001");

    private static final List<String> SLASHES = List.of(
            "/",
            "//",
            "\\",
            "%2f",
            "%2F",
            "%5c",
            "%252f",
            "%255c",
            "%c0%af",
            "%e0%80%af",
            "%c1%9c",
            "%u2215",
            "%u2216",
            "\u2215",
            "/./",
            "/;/",
            "/.//");

    private static final List<String> GOALS = List.of(
            "etc/passwd",
            "META-INF/MANIFEST.MF",
            "WEB-INF/web.xml",
            "META-INF/opencode-ui/ui.json",
            "io/github/opencodeproxy/sample/Sample.class",
            "module-info.class");

    private static final List<String> PLAIN = List.of(
            "/META-INF/MANIFEST.MF",
            "/META-INF/opencode-ui/ui.json",
            "/WEB-INF/web.xml",
            "/WEB-INF/classes/application.properties",
            "/;/WEB-INF/web.xml",
            "/%57EB-INF/web.xml",
            "/web-inf/web.xml",
            "/.env",
            "/.git/config",
            "/.git/HEAD",
            "/.ssh/id_rsa",
            "/.DS_Store",
            "/etc/passwd",
            "/file:/etc/passwd",
            "/file:///etc/passwd",
            "/jar:file:///x!/META-INF/MANIFEST.MF",
            "/C:/Windows/win.ini",
            "/C:%5cWindows",
            "/proc/self/environ",
            "/proc/self/cmdline",
            "/dev/null",
            "/index.html.bak",
            "/index.html~",
            "/index.html%00.png",
            "/index.html::$DATA",
            "/assets/",
            "/assets",
            "/ui/",
            "/ui",
            "/pages/landing.html",
            "/files/",
            "/?/../etc/passwd",
            "/#/../etc/passwd",
            "/a?b#c/../..",
            "/%00",
            "/%0d%0aLocation:%20http://evil.example",
            "/%ff%fe",
            "/%",
            "/%zz",
            "/io/github/opencodeproxy/sample/Sample.class",
            "/java/lang/Object.class",
            "/module-info.class",
            "/META-INF/maven/",
            "/META-INF/versions/9/module-info.class",
            "//evil.example/",
            "///evil.example",
            "/\\evil.example",
            "/%5cevil.example",
            "/%2fevil.example",
            "/.//evil.example",
            "//evil.example/%2e%2e",
            "/@evil.example",
            "/http://evil.example",
            "/;@evil.example",
            "/~root/.bashrc",
            "/*",
            "/assets/*.js",
            "/%2a");

    private PathVariants() {}

    static List<String> files() {
        Stream<String> made = DOTS.stream()
                .flatMap(dots -> SLASHES.stream()
                        .map(slash -> "/" + (dots + slash).repeat(3)
                                + GOALS.get(Math.floorMod((dots + slash).hashCode(), GOALS.size()))));
        Stream<String> deep = Stream.of("/assets/", "/s/~aaaaaaaa/", "/a/b/c/d/")
                .flatMap(start -> Stream.of("../", "%2e%2e/", "..%2f", "..\\", "..%5c")
                        .map(up -> start + up.repeat(8) + "etc/passwd"));
        return Stream.of(made, deep, PLAIN.stream()).flatMap(paths -> paths).toList();
    }

    static List<String> proxied() {
        Stream<String> made = DOTS.stream()
                .flatMap(dots -> SLASHES.stream()
                        .flatMap(slash -> Stream.of(
                                "/" + dots + slash + "admin", "/a" + slash + dots + slash + dots, slash + dots)));
        return Stream.concat(made, PLAIN.stream()).toList();
    }

    /** Every byte that is no letter and no digit, once. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(Character.isLetterOrDigit(b) ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return escaped.toString();
    }
}
