package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/**
 * An API server that remembers what happened, and forgets it when told to: lists in pages, watches from a resource version,
 * 410 for one that is forgotten.
 */
final class FakeCluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "end";
    private static final String BREAK = "break";
    private static final String STALLED = "{";

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, ObjectNode>> objects = new LinkedHashMap<>();
    private final List<Happened> history = new ArrayList<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private int version = 100;
    private int forgotten;

    private record Happened(int version, String plural, String line) {}

    private record Watch(String plural, BlockingQueue<String> lines) {}

    private record Refusal(int status, String body) {}

    private FakeCluster(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static FakeCluster http() throws IOException {
        return new FakeCluster(HttpServer.create(loopback(), 0), "http");
    }

    static FakeCluster https(SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new FakeCluster(server, "https");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    ClusterAccess access(Path serviceAccount) {
        return new ClusterAccess(uri(), serviceAccount);
    }

    /** Creates or changes an object. */
    synchronized void put(String plural, String json) {
        ObjectNode object = (ObjectNode) parse(json);
        ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(++version));
        String name = object.get("metadata").get("name").asText();
        boolean isNew =
                objects.computeIfAbsent(plural, key -> new LinkedHashMap<>()).put(name, object) == null;
        happened(plural, isNew ? "ADDED" : "MODIFIED", object);
    }

    synchronized void delete(String plural, String name) {
        ObjectNode object =
                Objects.requireNonNull(objects.getOrDefault(plural, Map.of()).remove(name), name);
        ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(++version));
        happened(plural, "DELETED", object);
    }

    /** Tells those who watch how far they are. */
    synchronized void bookmark(String plural) {
        send(plural, "BOOKMARK", parse("{\"metadata\":{\"resourceVersion\":\"" + ++version + "\"}}"));
    }

    private void happened(String plural, String type, ObjectNode object) {
        history.add(new Happened(version, plural, send(plural, type, object)));
    }

    private String send(String plural, String type, JsonNode object) {
        String line = event(type, object);
        watches.stream()
                .filter(watch -> watch.plural().equals(plural))
                .forEach(watch -> watch.lines().add(line));
        return line;
    }

    /** As etcd does when it compacts: nobody learns any more what happened until now. */
    synchronized void forget() {
        history.clear();
        forgotten = ++version;
        String gone = event("ERROR", parse("{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}"));
        watches.forEach(watch -> {
            watch.lines().add(gone);
            watch.lines().add(END);
        });
    }

    /** Ends every watch, as an API server does after a while. */
    void endWatches() {
        watches.forEach(watch -> watch.lines().add(END));
    }

    /** Breaks off every watch in the middle of an event. */
    void breakWatches() {
        watches.forEach(watch -> watch.lines().add(BREAK));
    }

    void refuse(String plural, int status, String message) {
        refusals.put(plural, new Refusal(status, "{\"kind\":\"Status\",\"message\":\"" + message + "\"}"));
    }

    /** The answer begins and does not go on until the watches are ended. */
    void stall(String plural, int status) {
        refusals.put(plural, new Refusal(status, STALLED));
    }

    void allow(String plural) {
        refusals.remove(plural);
    }

    /** Path and query, decoded. */
    List<String> requests(String plural) {
        return requests.stream()
                .filter(request -> request.matches(".*/" + plural + "\\?.*"))
                .toList();
    }

    List<String> authorizations() {
        return authorizations;
    }

    int watches() {
        return watches.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        requests.add(URLDecoder.decode(uri.toString(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String plural = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
        Map<String, String> query = query(uri);
        Refusal refusal = refusals.get(plural);
        if (refusal != null && refusal.body().equals(STALLED)) {
            Watch stalled = new Watch(plural, new LinkedBlockingQueue<>(List.of(STALLED)));
            watches.add(stalled);
            stream(exchange, refusal.status(), stalled);
        } else if (refusal != null) {
            send(exchange, refusal.status(), refusal.body());
        } else if (query.containsKey("watch")) {
            watch(exchange, plural, Integer.parseInt(query.get("resourceVersion")));
        } else {
            send(exchange, 200, page(plural, query));
        }
        // Not after a failure: then the connection breaks.
        exchange.close();
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized String page(String plural, Map<String, String> query) {
        List<ObjectNode> all =
                List.copyOf(objects.getOrDefault(plural, Map.of()).values());
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int to = Math.min(all.size(), from + Integer.parseInt(query.get("limit")));
        ObjectNode list = JSON.createObjectNode();
        ObjectNode metadata = list.putObject("metadata").put("resourceVersion", String.valueOf(version));
        if (to < all.size()) {
            metadata.put("continue", String.valueOf(to));
        }
        ArrayNode items = list.putArray("items");
        all.subList(from, to).forEach(items::add);
        return list.toString();
    }

    private void watch(HttpExchange exchange, String plural, int since) throws IOException {
        Watch watch = new Watch(plural, new LinkedBlockingQueue<>());
        synchronized (this) {
            if (since < forgotten) {
                send(exchange, 410, "{\"kind\":\"Status\",\"code\":410}");
                return;
            }
            history.stream()
                    .filter(event -> event.version() > since && event.plural().equals(plural))
                    .forEach(event -> watch.lines().add(event.line()));
            watches.add(watch);
        }
        stream(exchange, 200, watch);
    }

    private void stream(HttpExchange exchange, int status, Watch watch) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        try {
            OutputStream out = exchange.getResponseBody();
            for (String line = watch.lines().take();
                    !line.equals(END);
                    line = watch.lines().take()) {
                boolean isBreak = line.equals(BREAK);
                out.write((isBreak ? "{\"type\":\"ADD" : line).getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (isBreak) {
                    throw new IOException("broken off");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watches.remove(watch);
        }
    }

    private static String event(String type, JsonNode object) {
        return JSON.createObjectNode().put("type", type).set("object", object).toString() + "\n";
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (threads.isShutdown()) {
            return;
        }
        endWatches();
        server.stop(0);
        threads.shutdownNow();
    }
}
