package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.health.ServerHealth;
import io.github.opencodeproxy.servlet.answer.Answer;
import java.util.List;

/** What a page is told of one server's health. */
final class HealthJson {

    private static final String STATE = "state";
    private static final String HEALTHY = "healthy";
    private static final String LATENCY = "latencyMs";
    private static final String CHECKED_AT = "checkedAt";

    private HealthJson() {}

    /** {@return the result for the server that the page calls by this {@code key} or {@code url}} */
    static ObjectNode of(String field, String name, ServerHealth health) {
        ObjectNode result = Answer.JSON.createObjectNode().put(field, name);
        if (health instanceof ServerHealth.Healthy healthy) {
            return well(result, healthy);
        }
        if (health instanceof ServerHealth.Missed missed) {
            return well(result, missed.before())
                    .put("missed", missed.miss().reason().code());
        }
        if (health instanceof ServerHealth.Unhealthy unhealthy) {
            return result.put(STATE, "unhealthy")
                    .put("reason", unhealthy.reason().code())
                    .put("message", unhealthy.message())
                    .put(LATENCY, unhealthy.latency().toMillis())
                    .put(CHECKED_AT, unhealthy.checkedAt().toString());
        }
        return result.put(STATE, "unknown");
    }

    private static ObjectNode well(ObjectNode result, ServerHealth.Healthy healthy) {
        return result.put(STATE, HEALTHY)
                .put("version", healthy.version())
                .put(LATENCY, healthy.latency().toMillis())
                .put(CHECKED_AT, healthy.checkedAt().toString());
    }

    /** {@return what makes a result news: all but how long and when} */
    static ObjectNode news(ObjectNode result) {
        return result.deepCopy().remove(List.of(LATENCY, CHECKED_AT));
    }
}
