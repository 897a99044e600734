package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.Asker;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/**
 * Asks for one server on behalf of a request.
 *
 * @param target the server
 * @param proof the fingerprint of the credential
 * @param carried the credential, opened when the server is about to be asked
 * @param request on whose behalf
 * @param witness is told what was decided
 * @param limits has the room
 * @param seal opens
 */
record Inquiry(
        Target target,
        String proof,
        CarriedCredential carried,
        ClientRequest request,
        BiConsumer<ServerUrl, Decision> witness,
        Limits limits,
        CredentialSeal seal)
        implements Asker {

    @Override
    public Optional<Runnable> enter() {
        return limits.share(request, target.url()).map(share -> share::close);
    }

    /** One that cannot be opened is no news of the server: it fails the request. */
    @Override
    public Credentials credentials() {
        try {
            return seal.open(carried, target.url(), request.user());
        } catch (RequestRefusedException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void decided(Decision decision) {
        witness.accept(target.url(), decision);
    }

    /** {@return nothing of it: requests hold secrets} */
    @Override
    public String toString() {
        return "Inquiry[" + target.url() + "]";
    }
}
