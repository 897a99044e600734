package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.exchange.Turns;
import io.github.opencodeproxy.servlet.limits.StreamPlace;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The event stream of one page that listens. Holds no thread. Who has something to tell puts it into {@link #unsent()} and
 * lets it be {@linkplain #send sent}; the container asks for more when the page has read. Safe for use by many threads.
 */
final class HealthStream implements WriteListener, AsyncListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final StreamPlace place;
    private final Consumer<HealthStream> gone;
    private final UnsentEvents unsent = new UnsentEvents();
    private final Turns turns = new Turns();

    /**
     * Held by whoever writes to the page, or ends the writing: once a request is over the container uses its response for
     * another.
     */
    private final Object pen = new Object();

    /** Guarded by the pen. The head is to be sent before there is an event. */
    private boolean isFlushDue = true;

    /** Written by the holder of the pen. */
    private volatile boolean isOver;

    private volatile boolean isEnding;

    private HealthStream(AsyncContext async, StreamPlace place, Consumer<HealthStream> gone) throws IOException {
        this.async = async;
        this.place = place;
        this.gone = gone;
        out = async.getResponse().getOutputStream();
    }

    /**
     * Begins.
     *
     * @param async the container's asynchronous request, completed here
     * @param answer makes the head
     * @param place given back when it is over
     * @param gone is told once when it is over, whoever ended it
     * @return the stream, which sends its head
     * @throws IOException when the client is gone
     */
    static HealthStream open(AsyncContext async, Answer answer, StreamPlace place, Consumer<HealthStream> gone)
            throws IOException {
        HealthStream stream = new HealthStream(async, place, gone);
        async.addListener(stream);
        answer.events((HttpServletResponse) async.getResponse());
        stream.out.setWriteListener(stream);
        return stream;
    }

    UnsentEvents unsent() {
        return unsent;
    }

    boolean isOver() {
        return isOver;
    }

    /** Ends it, when what is unsent has been taken. */
    void end() {
        isEnding = true;
        send();
    }

    /** Sends what the page can take; waits for nothing. */
    void send() {
        turns.take(() -> {
            synchronized (pen) {
                try {
                    transfer();
                } catch (IOException | RuntimeException e) {
                    // Only the container throws.
                    over();
                }
            }
        });
    }

    private void transfer() throws IOException {
        while (!isOver && out.isReady()) {
            byte[] event = unsent.next();
            if (event != null) {
                isFlushDue = true;
                out.write(event);
            } else if (isFlushDue) {
                isFlushDue = false;
                out.flush();
            } else if (isEnding) {
                over();
            } else {
                return;
            }
        }
    }

    private void over() {
        if (leave()) {
            try {
                async.complete();
            } catch (RuntimeException containerHasEndedIt) {
                // So there is nothing left to end. Others wait for their turn behind this one: nothing is thrown.
            }
        }
    }

    /** {@return whether that is news} */
    private boolean leave() {
        synchronized (pen) {
            boolean isNews = !isOver;
            isOver = true;
            if (isNews) {
                place.close();
                gone.accept(this);
            }
            return isNews;
        }
    }

    @Override
    public void onWritePossible() {
        send();
    }

    @Override
    public void onError(Throwable clientIsGone) {
        over();
    }

    @Override
    public void onError(AsyncEvent event) {
        over();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        over();
    }

    /** A container may end a request by itself. */
    @Override
    public void onComplete(AsyncEvent event) {
        leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
