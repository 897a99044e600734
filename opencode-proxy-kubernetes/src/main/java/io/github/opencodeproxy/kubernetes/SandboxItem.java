package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.Discovery.State;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Sandbox that is a server.
 *
 * @param name its name, which is that of its Service and its pod as well
 * @param port the container's port
 * @param state whether it runs
 * @param host the name of its Service, or the address of its pod; null while it has neither
 * @param isPooled whether it waits in a warm pool for somebody to claim it
 * @param template what it was made from; null when nobody says
 * @param created since when it is there; null when nobody says
 */
record SandboxItem(
        String name,
        ServerPort port,
        State state,
        @Nullable String host,
        boolean isPooled,
        @Nullable String template,
        @Nullable Instant created) {

    private static final String POOL = "agents.x-k8s.io/warm-pool-sandbox";
    private static final String TEMPLATE = "agents.x-k8s.io/sandbox-template-ref";
    private static final Predicate<String> NAME = Pattern.compile("[a-z0-9.-]+").asMatchPredicate();
    private static final Predicate<String> ADDRESS =
            Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-f]*:[0-9a-f:.]*").asMatchPredicate();

    /** One that is being deleted is gone for users. */
    static Optional<SandboxItem> read(JsonNode sandbox) {
        JsonNode metadata = sandbox.path("metadata");
        return metadata.hasNonNull("deletionTimestamp")
                ? Optional.empty()
                : port(sandbox.path("spec")).map(port -> read(sandbox, metadata, port));
    }

    private static SandboxItem read(JsonNode sandbox, JsonNode metadata, ServerPort port) {
        String name = metadata.path("name").asText();
        return new SandboxItem(
                name,
                port,
                state(sandbox),
                host(name, metadata.path("namespace").asText(), sandbox.path("status")),
                metadata.path("labels").has(POOL),
                text(metadata.path("annotations").path(TEMPLATE)),
                instant(metadata.path("creationTimestamp").asText()));
    }

    private static Optional<ServerPort> port(JsonNode spec) {
        JsonNode containers = spec.path("podTemplate").path("spec").path("containers");
        return StreamSupport.stream(containers.spliterator(), false)
                .flatMap(container -> ServerPort.among(container.path("ports"), "containerPort").stream())
                .findFirst();
    }

    private static State state(JsonNode sandbox) {
        JsonNode conditions = sandbox.path("status").path("conditions");
        if (isTrue(conditions, "Finished")) {
            return State.FINISHED;
        }
        if (sandbox.path("spec").path("operatingMode").asText().equals("Suspended")) {
            return isTrue(conditions, "Suspended") ? State.SUSPENDED : State.SUSPENDING;
        }
        return isTrue(conditions, "Ready") ? State.READY : State.WAKING;
    }

    private static boolean isTrue(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** The Service's name stays when the pod comes back with another address, and in a mesh it is what has an identity. */
    private static @Nullable String host(String name, String namespace, JsonNode status) {
        String service = status.path("serviceFQDN").asText();
        // Nothing but the Sandbox's own Service and a pod's address, whatever the status says.
        if (service.startsWith(name + "." + namespace + ".svc.") && NAME.test(service)) {
            return service;
        }
        String address = status.path("podIPs").path(0).asText();
        return ADDRESS.test(address) ? address : null;
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asText();
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
