package io.github.opencodeproxy.servlet.limits;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;

/**
 * What one request holds of its server's share, from before it is dialled until it is over: one of the requests under way,
 * or one of the streams. Safe for use by many threads; closing it twice gives back once.
 */
public final class Passage implements AutoCloseable {

    private enum Holds {
        REQUEST,
        STREAM,
        NOTHING
    }

    private final Slots slots;
    /** Guarded by this. */
    private final Circuit circuit;

    private final String user;
    private final String target;

    /** Guarded by this. */
    private Holds holds;

    /** Guarded by this. What came first counts: a server that has answered was there, whatever breaks afterwards. */
    private boolean isTold;

    Passage(Slots slots, Circuit circuit, String user, String target, boolean isStream) throws RequestRefusedException {
        this.slots = slots;
        this.circuit = circuit;
        this.user = user;
        this.target = target;
        if (isStream) {
            slots.takeStream(user, target);
        } else {
            slots.takeRequest(user, target);
        }
        holds = isStream ? Holds.STREAM : Holds.REQUEST;
    }

    /**
     * The answer is a stream: from now on it counts as one and no longer as a request.
     *
     * @throws RequestRefusedException {@code too_many_streams} or {@code overloaded}; it counts as a request then
     */
    public synchronized void becomesStream() throws RequestRefusedException {
        if (holds == Holds.REQUEST) {
            slots.takeStream(user, target);
            slots.giveRequestBack(user, target);
            holds = Holds.STREAM;
        }
    }

    /**
     * The server has answered.
     *
     * @param status its status; one of a gateway that does not reach its own server is a failure
     */
    public synchronized void answered(int status) {
        if (isNews()) {
            circuit.answered(status < 502 || status > 504);
        }
    }

    /**
     * There was no answer. Only what says that nobody is there counts: a refused connection and a time-out. What a server does
     * on a connection, or a client to it, is nothing that keeps others from asking.
     *
     * @param code what went wrong on the server's leg
     * @param isConnected whether there was a connection to the server
     */
    public synchronized void failed(ProblemCode code, boolean isConnected) {
        boolean isAbsence = code == ProblemCode.UPSTREAM_REFUSED || code == ProblemCode.UPSTREAM_TIMEOUT;
        if (isAbsence && isNews()) {
            circuit.failed(isConnected);
        }
    }

    private boolean isNews() {
        boolean isNews = holds != Holds.NOTHING && !isTold;
        isTold = true;
        return isNews;
    }

    /** Gives everything back. */
    @Override
    public synchronized void close() {
        Holds held = holds;
        holds = Holds.NOTHING;
        circuit.close();
        if (held == Holds.STREAM) {
            slots.giveStreamBack(user, target);
        } else if (held == Holds.REQUEST) {
            slots.giveRequestBack(user, target);
        }
    }
}
