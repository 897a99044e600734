package io.github.opencodeproxy.servlet.limits;

import io.github.opencodeproxy.core.connection.ServerUrl;
import org.jspecify.annotations.Nullable;

/**
 * The two circuit breakers that one request passes. That nobody is there is a fact about the server, and closes it to all.
 * What a server answers, or does not, may be this user's doing, and closes it to this user alone. For one request; not safe
 * for use by many threads.
 */
final class Circuit {

    private final @Nullable Breakers breakers;
    private final String server;
    private final String serverOfUser;
    private boolean isTry;
    private boolean isTryOfUser;

    private Circuit(@Nullable Breakers breakers, String server, String serverOfUser) {
        this.breakers = breakers;
        this.server = server;
        this.serverOfUser = serverOfUser;
    }

    static Circuit of(Breakers breakers, String user, ServerUrl url) {
        String server = url.origin() + url.basePath();
        return new Circuit(breakers, server, server + "\n" + user);
    }

    /** {@return one that is never open and learns nothing} */
    static Circuit none() {
        return new Circuit(null, "", "");
    }

    /** {@return how long to wait in nanoseconds, 0 or less to go on} */
    long admit() {
        if (breakers == null) {
            return 0;
        }
        long wait = breakers.admit(server);
        isTry = wait == Breaker.TRY;
        if (wait > 0) {
            return wait;
        }
        wait = breakers.admit(serverOfUser);
        isTryOfUser = wait == Breaker.TRY;
        return wait;
    }

    void answered(boolean isGood) {
        if (breakers != null) {
            isTry = false;
            isTryOfUser = false;
            breakers.answered(server);
            if (isGood) {
                breakers.answered(serverOfUser);
            } else {
                breakers.failed(serverOfUser);
            }
        }
    }

    void failed(boolean isConnected) {
        if (breakers != null) {
            breakers.failed(isConnected ? serverOfUser : server);
            if (isConnected) {
                isTryOfUser = false;
                // Somebody is there.
                isTry = false;
                breakers.answered(server);
            } else {
                isTry = false;
            }
        }
    }

    /** It is over; a trial that has shown nothing is another's to make. */
    void close() {
        if (breakers != null && isTry) {
            breakers.untried(server);
        }
        if (breakers != null && isTryOfUser) {
            breakers.untried(serverOfUser);
        }
        isTry = false;
        isTryOfUser = false;
    }
}
