package io.github.opencodeproxy.servlet.servers;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one page is still to be told. Newer news of a server takes the place of older, so a page that reads slowly is told
 * less, and what is kept for it has a bound. The list goes before the news of its servers. Safe for use by many threads.
 */
final class UnsentEvents {

    /** A comment and the end of an event that is none (WHATWG HTML, 9.2.6). */
    private static final String BEAT = ":\n\n";

    private @Nullable String list;
    private final Map<String, String> news = new LinkedHashMap<>();
    private boolean isBeatDue;

    /** Another list; news of servers that it has not, or has otherwise, is to be forgotten first. */
    synchronized void list(String json) {
        list = json;
    }

    synchronized void news(String key, String json) {
        news.put(key, json);
    }

    synchronized void forget(String key) {
        news.remove(key);
    }

    synchronized void beat() {
        isBeatDue = true;
    }

    /** {@return the next event, null when there is none} */
    synchronized byte @Nullable [] next() {
        String event = take();
        return event == null ? null : event.getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable String take() {
        String servers = list;
        if (servers != null) {
            list = null;
            return event("servers", servers);
        }
        Iterator<String> first = news.values().iterator();
        if (first.hasNext()) {
            String health = first.next();
            first.remove();
            return event("health", health);
        }
        boolean isBeat = isBeatDue;
        isBeatDue = false;
        return isBeat ? BEAT : null;
    }

    /** JSON that Jackson has written has no line breaks. */
    private static String event(String name, String json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }
}
