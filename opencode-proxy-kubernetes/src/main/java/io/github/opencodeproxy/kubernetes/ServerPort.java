package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * Where OpenCode listens.
 *
 * @param scheme {@code http} or {@code https}
 * @param number 1 to 65535
 */
record ServerPort(String scheme, int number) {

    private static final int STANDARD = 4096;

    /** The protocol comes first for Istio, which reads it there. */
    private static final Set<String> NAMES = Set.of("opencode", "http-opencode", "https-opencode");

    /** The one with the name, else the one with the number. */
    static Optional<ServerPort> among(Iterable<JsonNode> ports, String numberField) {
        ServerPort byNumber = null;
        for (JsonNode port : ports) {
            if (!port.path("protocol").asText("TCP").equals("TCP")) {
                continue;
            }
            int number = port.path(numberField).asInt();
            String name = port.path("name").asText();
            boolean isTls = name.startsWith("https")
                    || port.path("appProtocol").asText().equals("https");
            ServerPort found = new ServerPort(isTls ? "https" : "http", number);
            if (NAMES.contains(name)) {
                return Optional.of(found);
            }
            byNumber = number == STANDARD ? found : byNumber;
        }
        return Optional.ofNullable(byNumber);
    }

    /** {@return a URL with this port} */
    String at(String host) {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + number;
    }
}
