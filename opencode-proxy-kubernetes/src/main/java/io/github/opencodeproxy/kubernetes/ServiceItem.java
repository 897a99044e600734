package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A Service that is a server.
 *
 * @param name its name
 * @param port its own port, which need not be the container's
 */
record ServiceItem(String name, ServerPort port) {

    /** One that names a server elsewhere is none of this namespace. */
    static Optional<ServiceItem> read(JsonNode service) {
        JsonNode spec = service.path("spec");
        return spec.path("type").asText().equals("ExternalName")
                ? Optional.empty()
                : ServerPort.among(spec.path("ports"), "port")
                        .map(port -> new ServiceItem(
                                service.path("metadata").path("name").asText(), port));
    }
}
