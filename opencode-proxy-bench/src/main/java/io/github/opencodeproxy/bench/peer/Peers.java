package io.github.opencodeproxy.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is compared, and how each is set up. */
public final class Peers {

    private static final String PREFIX = "/notebook/bench/opencode";
    private static final List<String> HEAP = List.of("-Xms64m", "-Xmx1g");

    /** How one is started in front of the origin. */
    private interface Start {

        Peer in(Peers peers, Peer origin) throws IOException, InterruptedException;
    }

    private static final Map<String, Start> ALL = new LinkedHashMap<>();

    static {
        ALL.put("opencode-proxy", (peers, origin) -> ours(origin, HEAP));
        ALL.put("nginx", (peers, origin) -> peers.configured("nginx", "nginx.conf", origin, "nginx", "-c"));
        ALL.put("haproxy", (peers, origin) -> peers.configured("HAProxy", "haproxy.cfg", origin, "haproxy", "-f"));
        ALL.put(
                "caddy",
                (peers, origin) -> peers.configured(
                        "Caddy", "Caddyfile", origin, "caddy", "run", "--adapter", "caddyfile", "--config"));
        ALL.put("undertow", (peers, origin) -> jvm("Undertow core proxy", UndertowPeer.class, origin.url()));
        ALL.put("vertx", (peers, origin) -> jvm("Vert.x http-proxy", VertxPeer.class, String.valueOf(origin.port())));
        ALL.put("jetty-handler", (peers, origin) -> jvm("Jetty ProxyHandler", JettyHandlerPeer.class, origin.url()));
        ALL.put("jetty-async", (peers, origin) -> servlet("Jetty AsyncProxyServlet", "jetty-async", origin));
        ALL.put("jetty-servlet", (peers, origin) -> servlet("Jetty ProxyServlet", "jetty-servlet", origin));
        ALL.put("mitre", (peers, origin) -> servlet("mitre HTTP-Proxy-Servlet", "mitre", origin));
    }

    private static final List<String> LIMITS = List.of(
            "REQUESTS_PER_SECOND",
            "BURST",
            "REQUESTS_PER_SECOND_PER_TARGET",
            "BURST_PER_TARGET",
            "REQUESTS_PER_USER",
            "REQUESTS_PER_TARGET",
            "STREAMS_PER_USER",
            "STREAMS_PER_TARGET",
            "STREAMS");

    private final Path folder;

    /** Makes peers that keep their configuration in a folder. */
    public Peers(Path folder) {
        this.folder = folder;
    }

    /** {@return the names to choose from, ours first} */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** {@return the origin by itself} */
    public static Peer origin() throws IOException, InterruptedException {
        int port = Peer.freePort();
        String main = "io.github.opencodeproxy.bench.origin.Origin";
        return Peer.start("direct", java(List.of("-Xmx1g"), main, String.valueOf(port)), port, "", "");
    }

    /** {@return one of them in front of the origin, empty when it is not installed} */
    public Optional<Peer> start(String name, Peer origin) throws IOException, InterruptedException {
        boolean isProgram = Set.of("nginx", "haproxy", "caddy").contains(name);
        if (isProgram && program(name) == null) {
            System.out.println(
                    "bench: " + name + " is SKIPPED, because it is not installed (Debian: apt install " + name + ")");
            return Optional.empty();
        }
        Start start = ALL.get(name);
        if (start == null) {
            throw new IllegalArgumentException("No such peer: " + name + ". There are " + names());
        }
        return Optional.of(start.in(this, origin));
    }

    /** {@return our sample, as a user runs it: policy, browser guard and header rules are always on} */
    public static Peer ours(Peer origin, List<String> flags) throws IOException, InterruptedException {
        int port = Peer.freePort();
        List<String> command = new ArrayList<>(List.of(javaBinary()));
        command.addAll(flags);
        command.addAll(List.of("-jar", "opencode-proxy-sample/target/opencode-proxy-sample.jar"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        String.valueOf(port),
                        "NB_PREFIX",
                        PREFIX,
                        "OPENCODE_PROXY_LOCAL_URL",
                        "none",
                        "OPENCODE_PROXY_LIMITS_BODY_BYTES",
                        "none",
                        "OPENCODE_PROXY_ALLOW",
                        origin.url()));
        // Counted like any others, but never met: all of the load comes from one user, and no peer has limits.
        for (String limit : LIMITS) {
            builder.environment().put("OPENCODE_PROXY_LIMITS_" + limit, "999999999");
        }
        String fields = "X-Target-Server: " + origin.url() + "\r\nX-Opencode-Proxy: 1\r\n";
        return Peer.start("opencode-proxy", builder, port, PREFIX + "/api/proxy", fields);
    }

    private Peer configured(String name, String template, Peer origin, String... command)
            throws IOException, InterruptedException {
        int port = Peer.freePort();
        Path file = folder.resolve(template);
        try (var in = Peers.class.getResourceAsStream("/peers/" + template)) {
            if (in == null) {
                throw new IOException("Missing: " + template);
            }
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Files.writeString(
                    file,
                    text.replace("@PORT@", String.valueOf(port))
                            .replace("@ORIGIN@", "127.0.0.1:" + origin.port())
                            .replace("@FOLDER@", folder.toString()));
        }
        List<String> line = new ArrayList<>(List.of(command));
        line.set(0, String.valueOf(program(command[0])));
        line.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("HOME", folder.toString());
        return Peer.start(name, builder, port, "", "");
    }

    private static @Nullable Path program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static Peer servlet(String name, String which, Peer origin) throws IOException, InterruptedException {
        int port = Peer.freePort();
        ProcessBuilder builder =
                java(HEAP, JettyServletPeer.class.getName(), which, String.valueOf(port), origin.url());
        return Peer.start(name, builder, port, "", "");
    }

    private static Peer jvm(String name, Class<?> main, String origin) throws IOException, InterruptedException {
        int port = Peer.freePort();
        return Peer.start(name, java(HEAP, main.getName(), String.valueOf(port), origin), port, "", "");
    }

    private static ProcessBuilder java(List<String> flags, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(javaBinary()));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
