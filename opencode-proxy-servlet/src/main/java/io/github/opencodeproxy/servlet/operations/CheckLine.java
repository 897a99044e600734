package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.ClientRequest;

/**
 * One server that was to be looked at for a request, as one line of JSON: a health request asks for many, and whoever looks
 * for open doors would use it.
 *
 * @param millis when it was decided, in milliseconds since 1970
 * @param id our name for the request
 * @param user who made it, of whom only a hash is written
 * @param target the server
 * @param fields what was decided
 */
record CheckLine(long millis, String id, User user, ServerUrl target, AuditFields fields) implements AccessLog.Note {

    static CheckLine of(long millis, ClientRequest request, ServerUrl target, Decision decision) {
        return new CheckLine(millis, request.id(), request.user(), target, AuditFields.of(decision));
    }

    /** {@return the line, without an end} */
    @Override
    public String json() {
        return AccessLine.json(json -> {
            json.writeStringField("time", AccessLine.time(millis));
            json.writeStringField("id", id);
            json.writeStringField("user", UserHash.of(user));
            json.writeStringField("kind", "health_check");
            json.writeStringField("target", target.origin());
            fields.writeTo(json);
        });
    }
}
