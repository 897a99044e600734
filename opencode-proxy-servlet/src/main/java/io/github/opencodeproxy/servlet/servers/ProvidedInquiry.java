package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.health.Asker;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import java.util.Optional;

/**
 * Asks for a provided server on nobody's behalf, with the credential that the operator gave it. The decision is not recorded:
 * no user has chosen the server, and it is made again and again.
 *
 * @param server the server
 * @param proof the fingerprint of its credential
 */
record ProvidedInquiry(ProvidedServer server, String proof) implements Asker {

    @Override
    public Target target() {
        return new Target.Provided(server);
    }

    @Override
    public Optional<Runnable> enter() {
        // Whoever asks asks for a few at a time.
        return Optional.of(() -> {});
    }

    @Override
    public Credentials credentials() {
        return server.connection().credentials();
    }

    @Override
    public void decided(Decision decision) {}
}
