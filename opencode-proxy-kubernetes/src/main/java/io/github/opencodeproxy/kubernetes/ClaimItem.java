package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A SandboxClaim that has got its Sandbox.
 *
 * @param name what its user calls it
 * @param sandbox the name of the Sandbox, which is the warm pool's where it came from one
 */
record ClaimItem(String name, String sandbox) {

    static Optional<ClaimItem> read(JsonNode claim) {
        String sandbox = claim.path("status").path("sandbox").path("name").asText();
        return sandbox.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClaimItem(claim.path("metadata").path("name").asText(), sandbox));
    }
}
