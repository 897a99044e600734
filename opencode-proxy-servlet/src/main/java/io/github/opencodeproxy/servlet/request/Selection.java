package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.message.RequestPath;
import io.github.opencodeproxy.core.policy.Target;

/**
 * Where a request wants to go: asked for, not yet vetted.
 *
 * @param target the server
 * @param credential what to prove ourselves with, opened when the server is dialled; never the client's own identity
 * @param path what to ask of the server
 * @param route our own raw path of that server, without a trailing slash: where its {@code Location}s are to point
 */
public record Selection(Target target, CarriedCredential credential, RequestPath path, String route) {

    /**
     * Selects with credentials that are known already.
     *
     * @param target the server
     * @param credentials what to prove ourselves with
     * @param path what to ask of the server
     * @param route our own raw path of that server
     */
    public Selection(Target target, Credentials credentials, RequestPath path, String route) {
        this(target, new CarriedCredential.Open(credentials), path, route);
    }

    /**
     * {@return what to prove ourselves with to a provided server: its own credential, and only where it has none the one
     * that the request carries}
     *
     * @param server the server
     * @param carried what the request carries
     */
    public static CarriedCredential credential(ProvidedServer server, CarriedCredential carried) {
        Credentials own = server.connection().credentials();
        return own.field().isPresent() ? new CarriedCredential.Open(own) : carried;
    }

    /** {@return the target alone; queries hold secrets} */
    @Override
    public String toString() {
        return "Selection[" + target.url() + "]";
    }
}
