package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.notebook.Following;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Carries the server's body to the client, never holding more than one chunk of it.
 *
 * <p>One rule makes event streams live and downloads fast: what was written is flushed when, and only when, the server
 * has nothing more to say at the moment. An event leaves as it arrives, a large body leaves in full buffers, and a small
 * answer goes out with its head in one write.
 */
final class BodyRelay implements WriteListener {

    /** What surely fits into the container's buffer, so that a write waits for nothing. */
    private static final int SMALL_BYTES = 4 * 1024;

    /** Told how the relay ended: exactly one of the three, once. */
    interface Ending {

        void relayed();

        /** The server's body broke. */
        void broken(Throwable cause);

        /** The client takes no more. */
        void unwanted(Throwable cause);
    }

    private final ServerBody body;
    private final HttpServletResponse response;
    private final ServletOutputStream out;
    private final Report report;
    private final Ending ending;
    private final Registration registration;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Turns turns = new Turns();

    /** Held by whoever writes to the client, or ends the writing. Taken before the lock of {@link ClientLeg}. */
    private final Object pen = new Object();

    /** The container may still read the bytes of this chunk. */
    private Content.@Nullable Chunk inFlight;

    private final @Nullable Heartbeat heartbeat;
    private final @Nullable Following following;

    private boolean isFlushDue = true;
    private boolean isLast;

    BodyRelay(
            ServerBody body,
            HttpServletResponse response,
            Report report,
            Ending ending,
            Registration registration,
            @Nullable Heartbeat heartbeat,
            @Nullable Following following)
            throws IOException {
        this.registration = registration;
        this.heartbeat = heartbeat;
        this.following = following;
        this.body = body;
        body.tell(this::pump);
        this.response = response;
        this.out = response.getOutputStream();
        this.report = report;
        this.ending = ending;
    }

    /**
     * Begins. A body of known, small length that is there already is put into the container's buffer at once;
     * everything else waits for the container to say that it can take bytes.
     *
     * @param length the announced length, -1 when unknown
     */
    void start(long length) throws IOException {
        Step next;
        synchronized (pen) {
            next = begin(length);
            registration.begin();
        }
        try {
            next.run();
        } finally {
            registration.end();
        }
    }

    private interface Step {

        void run() throws IOException;
    }

    /** {@return what is to be done without the pen, which a call of the container's may need} */
    private Step begin(long length) throws IOException {
        if (isOver.get()) {
            return () -> {};
        }
        if (length >= 0 && length <= SMALL_BYTES && length <= response.getBufferSize() / 4) {
            Throwable failure = writeWhatIsThere();
            if (failure != null) {
                return () -> fail(failure);
            }
        }
        if (isLast) {
            return this::end;
        }
        if (length >= 0 && !isOver.get()) {
            response.setContentLengthLong(length);
        }
        return this::listen;
    }

    private void listen() throws IOException {
        if (isOver.get()) {
            return;
        }
        out.setWriteListener(this);
        if (heartbeat != null) {
            heartbeat.start(this::pump);
        }
    }

    /**
     * Copies into the container's buffer, so each chunk is done with at once. The length is not announced: a container
     * sends as soon as that many bytes are written, and would wait here for a client that does not read.
     *
     * @return why the server's body broke; null when it did not
     */
    private @Nullable Throwable writeWhatIsThere() throws IOException {
        for (Content.Chunk chunk = body.read(); chunk != null; chunk = isLast ? null : body.read()) {
            if (Content.Chunk.isFailure(chunk)) {
                return chunk.getFailure();
            }
            write(chunk);
            settle();
        }
        return null;
    }

    @Override
    public void onWritePossible() {
        pump();
    }

    @Override
    public void onError(Throwable failure) {
        // The chunk in flight is left to the collector: the container may still hold its bytes.
        leave(failure);
    }

    /**
     * The client is gone. Waits for the write that may be under way on another thread, which waits for nobody: once this
     * returns the container uses the response for another request, and a write that fails then would fail that one
     * (Tomcat keeps the failure in the response).
     */
    void leave(Throwable cause) {
        synchronized (pen) {
            lose(cause);
        }
    }

    private void pump() {
        turns.take(() -> {
            synchronized (pen) {
                try {
                    transfer();
                } catch (IOException | RuntimeException e) {
                    // Only the container throws.
                    lose(e);
                }
            }
        });
    }

    private void transfer() throws IOException {
        while (!isOver.get() && isSomethingDue() && out.isReady()) {
            if (isBeatDue()) {
                beat();
                continue;
            }
            settle();
            if (isLast) {
                end();
                return;
            }
            Content.Chunk chunk = body.next();
            if (chunk == null) {
                pause();
            } else if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
            } else {
                write(chunk);
            }
        }
    }

    private boolean isSomethingDue() {
        return body.isUnsure() || isFlushDue || isBeatDue();
    }

    private void pause() throws IOException {
        if (isFlushDue) {
            isFlushDue = false;
            out.flush();
        } else {
            body.demand();
        }
    }

    private boolean isBeatDue() {
        return heartbeat != null && heartbeat.isDue();
    }

    /** What was written before is done with, for the container is ready again. */
    private void beat() throws IOException {
        settle();
        Heartbeat beating = Objects.requireNonNull(heartbeat);
        if (beating.isHalfWay()) {
            beating.flushed();
            out.flush();
        } else {
            beating.written();
            out.write(Heartbeat.BEAT);
        }
    }

    private void write(Content.Chunk chunk) throws IOException {
        inFlight = chunk;
        isLast = chunk.isLast();
        ByteBuffer buffer = chunk.getByteBuffer();
        if (heartbeat != null && buffer.hasRemaining()) {
            heartbeat.heard(buffer);
        }
        if (following != null) {
            following.read(buffer);
        }
        int length = buffer.remaining();
        if (length == 0) {
            return;
        }
        report.toClient(length);
        isFlushDue = true;
        try {
            write(buffer, length);
        } catch (IOException | RuntimeException notTaken) {
            settle();
            throw notTaken;
        }
    }

    private void write(ByteBuffer buffer, int length) throws IOException {
        if (buffer.hasArray()) {
            out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
        } else {
            byte[] copy = new byte[length];
            buffer.get(copy);
            out.write(copy);
        }
    }

    /** The last write is done with: its chunk goes back to the pool. */
    private void settle() {
        Content.Chunk done = inFlight;
        inFlight = null;
        if (done != null) {
            done.release();
        }
    }

    private boolean isFirstEnd() {
        boolean isFirst = isOver.compareAndSet(false, true);
        if (isFirst && heartbeat != null) {
            heartbeat.stop();
        }
        return isFirst;
    }

    private void end() {
        if (isFirstEnd()) {
            ending.relayed();
        }
    }

    private void fail(Throwable cause) {
        if (isFirstEnd()) {
            ending.broken(cause);
        }
    }

    private void lose(Throwable cause) {
        if (isFirstEnd()) {
            ending.unwanted(cause);
        }
    }
}
