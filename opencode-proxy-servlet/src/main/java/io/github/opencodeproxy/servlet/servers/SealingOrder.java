package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.Locale;

/**
 * What is to be sealed, and for which server.
 *
 * @param server the server
 * @param credentials what it wants to see
 */
record SealingOrder(ServerUrl server, Credentials credentials) {

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_PASSWORD = 1024;
    private static final int LONGEST_VALUE = 4096;

    /**
     * Reads {@code {"server", "type": "basic", "username", "password"}} or {@code {"server", "type": "header", "name",
     * "value"}}.
     *
     * @throws RequestRefusedException {@code target_invalid} when the server is none, else {@code request_malformed}; the
     *     reason is the member that is at fault
     */
    static SealingOrder parse(byte[] body) throws RequestRefusedException {
        JsonNode order = QuestionJson.parse(body);
        ServerUrl server = server(text(order, "server", Integer.MAX_VALUE));
        return switch (text(order, "type", LONGEST_NAME)) {
            case "basic" -> new SealingOrder(server, basic(order));
            case "header" -> new SealingOrder(server, header(order));
            default -> throw malformed("type");
        };
    }

    private static ServerUrl server(String text) throws RequestRefusedException {
        try {
            return ServerUrl.parse(text);
        } catch (InvalidServerUrlException e) {
            throw new RequestRefusedException(
                    ProblemCode.TARGET_INVALID, e.problem().name().toLowerCase(Locale.ROOT));
        }
    }

    private static Credentials basic(JsonNode order) throws RequestRefusedException {
        String username = text(order, "username", LONGEST_NAME);
        String password = text(order, "password", LONGEST_PASSWORD);
        try {
            return Credentials.basic(username, password);
        } catch (IllegalArgumentException e) {
            throw malformed("username_or_password");
        }
    }

    private static Credentials header(JsonNode order) throws RequestRefusedException {
        String name = text(order, "name", LONGEST_NAME);
        String value = text(order, "value", LONGEST_VALUE);
        try {
            return Credentials.header(name, value);
        } catch (IllegalArgumentException e) {
            throw malformed("name_or_value");
        }
    }

    private static String text(JsonNode order, String member, int longest) throws RequestRefusedException {
        JsonNode value = order.path(member);
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw malformed(member);
        }
        return value.textValue();
    }

    private static RequestRefusedException malformed(String reason) {
        return new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, reason);
    }
}
