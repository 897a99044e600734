package io.github.opencodeproxy.servlet.sealing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.identity.User;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is inside a sealed credential: for which server, for which user, and what to show to it. The canonical URL is written
 * out and compared as text, so that nothing is parsed again.
 */
final class SealedText {

    private static final int VERSION = 1;

    /** The length of what is sealed can be seen: in steps it does not tell how long a password is. */
    private static final int STEP_BYTES = 128;

    private SealedText() {}

    static byte[] write(Credentials credentials, ServerUrl server, User user) {
        ObjectNode text = Answer.JSON
                .createObjectNode()
                .put("v", VERSION)
                .put("server", server.toString())
                .put("user", user.name());
        if (credentials instanceof Credentials.Basic basic) {
            text.put("type", "basic").put("username", basic.user()).put("password", basic.password());
        } else if (credentials instanceof Credentials.Header header) {
            text.put("type", "header").put("name", header.name()).put("value", header.value());
        } else {
            throw new IllegalArgumentException("There is nothing to seal");
        }
        try {
            return padded(Answer.JSON.writeValueAsBytes(text));
        } catch (IOException e) {
            throw new IllegalStateException("A tree is always written");
        }
    }

    /** White space after JSON is no part of it (RFC 8259, 2). */
    private static byte[] padded(byte[] text) {
        byte[] padded = Arrays.copyOf(text, (text.length / STEP_BYTES + 1) * STEP_BYTES);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        Arrays.fill(text, (byte) 0);
        return padded;
    }

    /** {@return the credentials; empty when they are for somebody else, or when it is not ours} */
    static Optional<Credentials> read(byte[] bytes, ServerUrl server, User user) throws IOException {
        JsonNode text = Answer.JSON.readTree(bytes);
        boolean isMeant = text.path("v").asInt() == VERSION
                && text.path("server").asText().equals(server.toString())
                && text.path("user").asText().equals(user.name());
        if (!isMeant) {
            return Optional.empty();
        }
        return switch (text.path("type").asText()) {
            case "basic" ->
                Optional.of(Credentials.basic(
                        text.path("username").asText(), text.path("password").asText()));
            case "header" ->
                Optional.of(Credentials.header(
                        text.path("name").asText(), text.path("value").asText()));
            default -> Optional.empty();
        };
    }
}
