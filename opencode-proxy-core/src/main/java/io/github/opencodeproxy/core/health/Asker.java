package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import java.util.Optional;

/**
 * Somebody who wants to know how one server is. What it finds out is shared with others who ask for the same target with the
 * same proof. No method waits for anything.
 */
public interface Asker {

    /**
     * Returns whom it asks for.
     *
     * @return the server, always the same
     */
    Target target();

    /**
     * Tells its credentials from others, without being any: it is kept for minutes. Whoever may not use somebody's
     * credentials must have another proof than he.
     *
     * @return a text that is the same for the same credentials, always the same
     */
    String proof();

    /**
     * Takes room for a check, which is about to be made on its behalf. Not called when it can share another's. Must not ask
     * the monitor.
     *
     * @return gives the room back when the check is over; empty when there is none now
     */
    Optional<Runnable> enter();

    /**
     * Gives what to send along, when a vetted server is about to be asked. Not called when it can share another's check, else
     * up to twice.
     *
     * @return the credentials
     * @throws RuntimeException when it has none after all, which fails the check for whoever shares it
     */
    Credentials credentials();

    /**
     * Is told what the gate decided about the target, before it gets the result. Not called when the check ended before there
     * was a decision.
     *
     * @param decision the decision, which may be some seconds old
     */
    void decided(Decision decision);
}
