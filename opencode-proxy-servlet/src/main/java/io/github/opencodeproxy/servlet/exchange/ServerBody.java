package io.github.opencodeproxy.servlet.exchange;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The server's body, read in the turns of Jetty's client. The client calls back in turns, one at a time, in which it also fails
 * the body and takes its buffers back; who reads outside of them, on the container's thread, reads in a buffer that may be
 * given back meanwhile. So the container's thread demands, and what is there already arrives within that call. Nothing is read
 * that nobody is about to write: the client does not give a buffer back of which somebody has read only a part.
 *
 * <p>The client calls from any thread. All else is done by one thread at a time, which {@link BodyRelay} sees to.
 */
final class ServerBody {

    private final Content.Source source;
    private final Runnable onArrival;
    private final Runnable onDemand = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::calledBack);

    private volatile boolean isDemanding;

    /** Whose turn it is. */
    private volatile @Nullable Thread reader;

    /** Who is demanding, and takes at once what is there. */
    private volatile @Nullable Thread demander;

    private Content.@Nullable Chunk arrived;

    /** {@code onArrival} is run when there may be more; must not throw. */
    ServerBody(Content.Source source, Runnable onArrival) {
        this.source = source;
        this.onArrival = onArrival;
    }

    private void calledBack() {
        isDemanding = false;
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

    /** Gives back what nobody will write. */
    void drop() {
        Content.Chunk chunk = arrived;
        arrived = null;
        if (chunk != null) {
            chunk.release();
        }
    }
}
