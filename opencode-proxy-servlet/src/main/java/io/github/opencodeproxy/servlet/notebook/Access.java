package io.github.opencodeproxy.servlet.notebook;

import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.CarriedCredential;

/**
 * How a server was reached, to reach it again when nobody looks at it. Vetted anew each time.
 *
 * @param target the server
 * @param credential what to prove ourselves with
 * @param user on whose behalf
 */
record Access(Target target, CarriedCredential credential, User user) {

    /** {@return whether it may be kept in memory: no secret of a user's may that is not sealed} */
    boolean isKeepable() {
        boolean isOperators = target instanceof Target.Provided provided
                && provided.server().connection().credentials().field().isPresent();
        return isOperators || credential instanceof CarriedCredential.Sealed || !credential.isPresent();
    }

    /** {@return the server alone} */
    @Override
    public String toString() {
        return "Access[" + target.url() + "]";
    }
}
