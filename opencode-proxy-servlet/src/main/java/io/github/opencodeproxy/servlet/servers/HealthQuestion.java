package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * One server that the page wants to know about.
 *
 * @param field {@code key} or {@code url}
 * @param text what the page calls it; repeated in the result
 * @param credential what to show to it
 */
record HealthQuestion(String field, String text, CarriedCredential credential) {

    /** More than anybody's list; a bound on what one request can start. */
    private static final int MOST = 100;

    /**
     * Reads {@code {"servers":[{"url","credential"?}|{"key"}]}}.
     *
     * @throws RequestRefusedException {@code request_malformed} when it is something else, {@code target_invalid} when a
     *     URL is none
     */
    static List<HealthQuestion> parse(byte[] body) throws RequestRefusedException {
        JsonNode servers = QuestionJson.parse(body).path("servers");
        if (!servers.isArray() || servers.size() > MOST) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "servers");
        }
        List<HealthQuestion> questions = new ArrayList<>();
        for (JsonNode server : servers) {
            questions.add(parse(server));
        }
        return questions;
    }

    private static HealthQuestion parse(JsonNode server) throws RequestRefusedException {
        String field = server.has("key") ? "key" : "url";
        JsonNode text = server.path(field);
        if (!text.isTextual() || (server.has("key") && server.has("url"))) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "servers");
        }
        return new HealthQuestion(field, text.textValue(), credential(server)).checked();
    }

    private static CarriedCredential credential(JsonNode server) throws RequestRefusedException {
        JsonNode sealed = server.path("credential");
        if (sealed.isMissingNode() || sealed.isNull()) {
            return CarriedCredential.none();
        }
        if (!sealed.isTextual()) {
            throw new RequestRefusedException(ProblemCode.CREDENTIAL_REJECTED);
        }
        return new CarriedCredential.Sealed(sealed.textValue());
    }

    private HealthQuestion checked() throws RequestRefusedException {
        try {
            if (field.equals("key")) {
                ServerKey.parse(text);
            } else {
                ServerUrl.parse(text);
            }
            return this;
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(ProblemCode.TARGET_INVALID);
        }
    }
}
