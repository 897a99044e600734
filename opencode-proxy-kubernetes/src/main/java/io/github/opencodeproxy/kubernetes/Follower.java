package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with the resources of one kind: a list, and then a watch from where the list ended. A watch that ends is begun
 * anew from the last thing that it said; only where the API server has forgotten that (410) is there another list. One
 * thread follows, others read.
 *
 * @param <T> what is kept of a resource
 */
final class Follower<T> {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesDirectory.class);

    private static final int PAGE = 500;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final Duration WATCH = Duration.ofMinutes(5);

    /** What a connection that is dead and does not know it may take beyond that. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ApiClient api;
    private final String path;
    private final String selector;
    private final Function<JsonNode, Optional<T>> reader;
    private final ScheduledExecutorService timer;
    private final Runnable changed;
    private final Map<String, T> items = new LinkedHashMap<>();

    private @Nullable String version;
    private volatile List<T> snapshot = List.of();
    private volatile @Nullable InputStream open;
    private volatile boolean isClosed;

    Follower(
            ApiClient api,
            String path,
            String selector,
            Function<JsonNode, Optional<T>> reader,
            ScheduledExecutorService timer,
            Runnable changed) {
        this.api = api;
        this.path = path;
        this.selector = selector;
        this.reader = reader;
        this.timer = timer;
        this.changed = changed;
    }

    /** {@return what there is, as of the last thing heard} */
    List<T> items() {
        return snapshot;
    }

    /** {@return whether the next turn begins with a list} */
    boolean hasToList() {
        return version == null;
    }

    /** Whatever was heard, the next turn begins with a list. */
    void startOver() {
        version = null;
    }

    void forget() {
        items.clear();
        publish();
    }

    /** Reads all there is, page by page. */
    void list() throws IOException, InterruptedException {
        version = null;
        Map<String, T> found = new LinkedHashMap<>();
        String next = "";
        JsonNode metadata;
        do {
            JsonNode page = page(next);
            page.path("items").forEach(item -> put(found, item));
            metadata = page.path("metadata");
            next = metadata.path("continue").asText();
        } while (!next.isEmpty());
        items.clear();
        items.putAll(found);
        version = metadata.path("resourceVersion").asText();
        publish();
    }

    private JsonNode page(String next) throws IOException, InterruptedException {
        String query = "?limit=" + PAGE + selection() + (next.isEmpty() ? "" : "&continue=" + escaped(next));
        return reading(query, LONGEST_ANSWER, ApiClient.JSON::readTree);
    }

    /**
     * Hears what changes until the API server ends it or the connection breaks, which is all one.
     *
     * @param opened told when the API server lets us watch
     */
    void watch(Runnable opened) throws IOException, InterruptedException {
        String query = "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + WATCH.toSeconds() + "&resourceVersion="
                + escaped(String.valueOf(version)) + selection();
        reading(query, WATCH.plus(GRACE), body -> {
            opened.run();
            try (MappingIterator<JsonNode> events =
                    ApiClient.JSON.readerFor(JsonNode.class).readValues(body)) {
                while (events.hasNextValue()) {
                    hear(events.nextValue());
                }
            } catch (ApiException | GoneException said) {
                throw said;
            } catch (JsonProcessingException cutOrNoEvent) {
                startOver();
            } catch (IOException broken) {
                LOG.debug("A watch broke off", broken);
            }
            return true;
        });
    }

    private void hear(JsonNode event) throws IOException {
        JsonNode object = event.path("object");
        switch (event.path("type").asText()) {
            case "ADDED", "MODIFIED" -> {
                items.remove(name(object));
                put(items, object);
            }
            case "DELETED" -> items.remove(name(object));
            case "BOOKMARK" -> {
                // Only says how far we are.
            }
            case "ERROR" ->
                throw ApiClient.refusal(
                        object.path("code").asInt(), object.path("message").asText());
            default -> throw ApiClient.refusal(200, "a watch with an event of no known type");
        }
        version = object.path("metadata").path("resourceVersion").asText(version);
        publish();
    }

    private void put(Map<String, T> into, JsonNode object) {
        reader.apply(object).ifPresent(item -> into.put(name(object), item));
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private void publish() {
        List<T> now = List.copyOf(items.values());
        if (!now.equals(snapshot)) {
            snapshot = now;
            changed.run();
        }
    }

    private String selection() {
        return selector.isEmpty() ? "" : "&labelSelector=" + escaped(selector);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What is done with a body. */
    private interface Use<R> {
        R of(InputStream body) throws IOException;
    }

    /**
     * With a limit, for a connection can be dead without saying so. In JDK 17 an interrupted reader reads on, so what ends
     * it is that somebody closes the stream.
     */
    private <R> R reading(String query, Duration limit, Use<R> use) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = api.get(path + query);
        boolean isRefusal = response.statusCode() != 200;
        try (InputStream body = response.body()) {
            open = body;
            if (isClosed) {
                throw new InterruptedException();
            }
            long millis = (isRefusal ? LONGEST_ANSWER : limit).toMillis();
            ScheduledFuture<?> alarm = timer.schedule(() -> end(body), millis, TimeUnit.MILLISECONDS);
            try {
                ApiClient.check(response);
                return use.of(body);
            } finally {
                alarm.cancel(false);
                open = null;
            }
        }
    }

    private static void end(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is over either way.
        }
    }

    /** Ends what is being read; called by another thread. */
    void close() {
        isClosed = true;
        InputStream body = open;
        if (body != null) {
            end(body);
        }
    }
}
