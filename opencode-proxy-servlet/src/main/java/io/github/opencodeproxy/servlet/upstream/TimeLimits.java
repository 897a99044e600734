package io.github.opencodeproxy.servlet.upstream;

import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The running time limits of one request. */
public final class TimeLimits {

    private final Scheduler.@Nullable Task headers;

    private volatile Scheduler.@Nullable Task handshake;

    TimeLimits(Scheduler.@Nullable Task handshake, Scheduler.@Nullable Task headers) {
        this.handshake = handshake;
        this.headers = headers;
    }

    /** {@return whether a TLS handshake is still to be made} */
    public boolean isHandshake() {
        return handshake != null;
    }

    /** The request's head is out, so there was a handshake. */
    public void headSent() {
        cancel(handshake);
        handshake = null;
    }

    public void headArrived() {
        headSent();
        cancel(headers);
    }

    private static void cancel(Scheduler.@Nullable Task task) {
        if (task != null) {
            task.cancel();
        }
    }
}
