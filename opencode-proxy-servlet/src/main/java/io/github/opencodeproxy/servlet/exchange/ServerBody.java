package io.github.opencodeproxy.servlet.exchange;

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
    private final Runnable onArrival;
    private final Runnable onDemand = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::calledBack);

    private volatile boolean isDemanding;

    /** Read in a turn of the client whose thread had to leave the writing to another one. */
    private volatile Content.@Nullable Chunk arrived;

    /** Whose turn it is. */
    private volatile @Nullable Thread reader;

    /** {@code onArrival} is run when there may be more; must not throw. */
    ServerBody(Content.Source source, Runnable onArrival) {
        this.source = source;
        this.onArrival = onArrival;
    }

    private void calledBack() {
        reader = Thread.currentThread();
        try {
            arrived = read();
            isDemanding = false;
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

    /** {@return what has arrived, null when nothing has} */
    Content.@Nullable Chunk next() {
        Content.Chunk chunk = take();
        return chunk == null && isReader() && !isDemanding ? read() : chunk;
    }

    private Content.@Nullable Chunk take() {
        Content.Chunk chunk = arrived;
        if (chunk != null) {
            arrived = null;
        }
        return chunk;
    }

    private boolean isReader() {
        return reader == Thread.currentThread();
    }

    /** {@return whether it is not known that nothing is there} */
    boolean isUnsure() {
        return arrived != null || !isDemanding;
    }

    /** {@return whether somebody has looked since the last chunk} */
    boolean hasLooked() {
        return isDemanding || isReader();
    }

    /** Asks to be told. What is there already has arrived when this returns, if the current thread is not the reader. */
    void demand() {
        if (!isDemanding) {
            isDemanding = true;
            source.demand(onDemand);
        }
    }

    /** Gives back what nobody will write. */
    void drop() {
        Content.Chunk chunk = take();
        if (chunk != null) {
            chunk.release();
        }
    }
}
