package io.github.opencodeproxy.servlet.answer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Sends what the container still holds of an answer, and goes on when the container has taken it. Nobody waits for the
 * client meanwhile: one that reads nothing would hold a thread that others need.
 */
public final class LastBytes implements WriteListener {

    private final ServletOutputStream out;
    private final boolean isClosed;
    private final Runnable then;

    private boolean isSent;
    private boolean isOver;

    private LastBytes(ServletOutputStream out, boolean isClosed, Runnable then) {
        this.out = out;
        this.isClosed = isClosed;
        this.then = then;
    }

    /**
     * Sends the head and what is buffered.
     *
     * @param response of an asynchronous request
     * @param then run once, also when the client is gone
     * @throws IOException when the client is gone already; {@code then} is not run
     */
    public static void flush(HttpServletResponse response, Runnable then) throws IOException {
        send(response, false, then);
    }

    /**
     * Sends all and ends the body. Some containers read the rest of a request before they send what is left of its
     * response.
     *
     * @param response of an asynchronous request
     * @param then run once, also when the client is gone
     * @throws IOException when the client is gone already; {@code then} is not run
     */
    public static void close(HttpServletResponse response, Runnable then) throws IOException {
        send(response, true, then);
    }

    private static void send(HttpServletResponse response, boolean isClosed, Runnable then) throws IOException {
        ServletOutputStream out = response.getOutputStream();
        LastBytes last = new LastBytes(out, isClosed, then);
        try {
            out.setWriteListener(last);
        } catch (IllegalStateException hasOne) {
            // Then no call waits any more.
            last.finish();
            last.end();
        }
    }

    @Override
    public synchronized void onWritePossible() throws IOException {
        if (!isSent) {
            if (!out.isReady()) {
                return;
            }
            isSent = true;
            finish();
        }
        if (isClosed || out.isReady()) {
            end();
        }
    }

    private void finish() throws IOException {
        if (isClosed) {
            out.close();
        } else {
            out.flush();
        }
    }

    @Override
    public synchronized void onError(Throwable clientIsGone) {
        end();
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            then.run();
        }
    }
}
