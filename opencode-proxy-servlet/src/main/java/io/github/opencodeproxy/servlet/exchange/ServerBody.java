package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The server's body, read in the turns of Jetty's client. The client calls back in turns, one at a time, in which it also fails
 * the body and takes its buffers back; who reads outside of them, on the container's thread, reads in a buffer that may be
 * given back meanwhile. So the container's thread demands, and what is there already arrives within that call.
 *
 * <p>The client calls from any thread. All else is done by one thread at a time, which {@link BodyRelay} sees to.
 */
final class ServerBody {

    private final Content.Source source;
    private final Runnable stop;
    private final Runnable onDemand = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::calledBack);

    private volatile boolean isDemanding;

    /** Whose turn it is. */
    private volatile @Nullable Thread reader;

    /** Who is demanding, and takes at once what is there. */
    private volatile @Nullable Thread demander;

    private volatile boolean isLeft;

    private Runnable onArrival = () -> {};
    private Content.@Nullable Chunk arrived;

    /** {@code stop} has the server's connection tell of its end. */
    ServerBody(Content.Source source, Runnable stop) {
        this.source = source;
        this.stop = stop;
    }

    /** Once, before anything is read: {@code told} is run when there may be more; must not throw. */
    void tell(Runnable told) {
        onArrival = told;
    }

    private void calledBack() {
        isDemanding = false;
        if (isLeft) {
            drain();
            return;
        }
        if (demander == Thread.currentThread()) {
            arrived = read();
            return;
        }
        reader = Thread.currentThread();
        try {
            onArrival.run();
        } finally {
            reader = null;
        }
    }

    /** {@return what is there, null when nothing is} For a thread that the client calls. */
    Content.@Nullable Chunk read() {
        try {
            return source.read();
        } catch (RuntimeException e) {
            return Content.Chunk.from(e);
        }
    }

    /** {@return what is there, null when nothing is} Who was not called by the client is told when there is more. */
    Content.@Nullable Chunk next() {
        if (!isDemanding && arrived == null) {
            if (reader == Thread.currentThread()) {
                return read();
            }
            demand();
        }
        Content.Chunk chunk = arrived;
        arrived = null;
        return chunk;
    }

    /** Asks to be told when there is more, if nobody has. */
    void demand() {
        if (isDemanding) {
            return;
        }
        isDemanding = true;
        demander = Thread.currentThread();
        try {
            source.demand(onDemand);
        } finally {
            demander = null;
        }
    }

    /** {@return whether it is not known that nothing is there} */
    boolean isUnsure() {
        return !isDemanding || arrived != null;
    }

    /** Of a body that is whole the connection may be another's by now. */
    private void drain() {
        Content.Chunk chunk = read();
        if (chunk == null) {
            return;
        }
        boolean isWhole = chunk.isLast();
        chunk.release();
        if (!isWhole) {
            stop.run();
            UpstreamClient.readOut(source);
        }
    }

    /**
     * Nobody will write what is left. It is read all the same, up to where the server's connection is told to end: the client
     * gives a buffer back to somebody who reads on, and to nobody else. Only the first call counts.
     */
    void leave() {
        if (isLeft) {
            return;
        }
        isLeft = true;
        Content.Chunk chunk = arrived;
        arrived = null;
        if (chunk != null) {
            chunk.release();
        }
        demand();
    }
}
