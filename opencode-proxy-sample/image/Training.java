import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs while the image is built, with loopback alone: starts the proxy as the image will, lets it do once what users wait
 * for, and stops it. What it loaded and linked is then in the AOT cache (JEP 483, JEP 514).
 */
final class Training {

    private static final Path CACHE = Path.of("/opt/opencode-proxy/opencode-proxy.aot");
    private static final int PORT = 8888;
    private static final String BASE = "http://127.0.0.1:" + PORT + "/notebook/team/box/";

    private static final Pattern SCRIPT = Pattern.compile("<script[^>]* src=\"([^\"]+)\"");

    private Training() {}

    public static void main(String... arguments) throws Exception {
        HttpServer openCode = openCode();
        Process proxy = start("http://127.0.0.1:" + openCode.getAddress().getPort());
        try {
            use();
            proxy.destroy();
            // The runtime writes the cache when it ends.
            if (!proxy.waitFor(2, TimeUnit.MINUTES) || proxy.exitValue() != 0) {
                throw new IOException("The proxy did not end well");
            }
        } finally {
            proxy.destroyForcibly();
            openCode.stop(0);
        }
        if (!Files.exists(CACHE)) {
            throw new IOException("There is no " + CACHE);
        }
        System.out.println(CACHE + ": " + Files.size(CACHE) / 1_000_000 + " MB");
    }

    private static Process start(String localUrl) throws IOException {
        // A cache is made with the collector that it is used with: one that was made by another is not taken whole.
        ProcessBuilder builder = new ProcessBuilder(
                "/opt/java/bin/java",
                "-XX:AOTCacheOutput=" + CACHE,
                "-XX:+UseSerialGC",
                "-Dsun.net.inetaddr.ttl=1",
                "-jar",
                "/opt/opencode-proxy/opencode-proxy.jar");
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCODE_") || name.startsWith("JAVA_"));
        builder.environment().put("PORT", String.valueOf(PORT));
        builder.environment().put("NB_PREFIX", "/notebook/team/box");
        builder.environment().put("OPENCODE_PROXY_BIND_ADDRESS", "127.0.0.1");
        builder.environment().put("OPENCODE_PROXY_LOCAL_URL", localUrl);
        builder.environment().put("OPENCODE_PROXY_CREDENTIAL_KEY_FILE", "none");
        return builder.inheritIO().start();
    }

    private static void use() throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        awaitReady(client);
        Matcher script = SCRIPT.matcher(get(client, URI.create(BASE)));
        if (!script.find()) {
            throw new IOException("The page has no script");
        }
        get(client, URI.create(BASE).resolve(script.group(1)));
        get(client, URI.create(BASE + "api/servers"));
        get(client, URI.create(BASE + "api/servers/local/proxy/global/health"));
        get(client, URI.create("http://127.0.0.1:" + PORT + "/healthz"));
        get(client, URI.create("http://127.0.0.1:" + PORT + "/metrics"));
        HttpRequest health = HttpRequest.newBuilder(URI.create(BASE + "api/servers/health"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"servers\":[{\"key\":\"local\"}]}"))
                .build();
        client.send(health, BodyHandlers.discarding());
        HttpRequest events = HttpRequest.newBuilder(URI.create(BASE + "api/servers/local/proxy/event"))
                .header("Accept", "text/event-stream")
                .build();
        try (InputStream stream = client.send(events, BodyHandlers.ofInputStream()).body()) {
            stream.readAllBytes();
        }
    }

    private static void awaitReady(HttpClient client) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            try {
                get(client, URI.create("http://127.0.0.1:" + PORT + "/readyz"));
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                Thread.sleep(100);
            }
        }
    }

    private static String get(HttpClient client, URI uri) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answers " + response.statusCode());
        }
        return response.body();
    }

    /** What the proxy takes for an OpenCode server. */
    private static HttpServer openCode() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/global/health", "application/json", "{\"healthy\":true,\"version\":\"1.18.33\"}");
        answer(server, "/event", "text/event-stream", "data: {\"type\":\"server.connected\",\"properties\":{}}\n\n");
        server.start();
        return server;
    }

    private static void answer(HttpServer server, String path, String type, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
