package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which streams are open, by name: a count that goes up and down would be wrong for ever after one end that was told
 * differently from its beginning.
 */
final class OpenStreams {

    private static final List<Outcome.Kind> KINDS = List.of(Outcome.Kind.EVENT_STREAM, Outcome.Kind.WEBSOCKET);

    private final Map<Outcome.Kind, Set<String>> open = new EnumMap<>(Outcome.Kind.class);

    OpenStreams(MeterRegistry registry, String name) {
        for (Outcome.Kind kind : KINDS) {
            Set<String> streams = ConcurrentHashMap.newKeySet();
            open.put(kind, streams);
            Gauge.builder(name, streams, Set::size)
                    .description("Streams that are open")
                    .tag("kind", Labels.of(kind))
                    .strongReference(true)
                    .register(registry);
        }
    }

    void opened(ClientRequest request, Outcome.Kind kind) {
        Set<String> streams = open.get(kind);
        if (streams != null) {
            streams.add(request.id());
        }
    }

    void closed(ClientRequest request) {
        for (Set<String> streams : open.values()) {
            streams.remove(request.id());
        }
    }
}
