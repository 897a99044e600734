package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Carries the client's body to the server: one buffer, read again only when the server's socket has taken it, so a slow
 * server slows the client and memory stays flat.
 */
final class Upload extends AsyncRequestContent implements ReadListener {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final ServletInputStream in;
    private final long length;
    private final long limit;
    private final Consumer<Throwable> onFailure;
    private final Report report;
    private final byte[] buffer;
    private final Turns turns = new Turns();

    private long total;
    private volatile boolean isSending;
    private volatile boolean isClosed;
    private volatile boolean isBroken;
    private volatile @Nullable Throwable failed;
    private volatile @Nullable Runnable ending;
    private volatile @Nullable HttpFields trailers;
    private Supplier<Map<String, String>> clientTrailers = Map::of;
    private volatile boolean isHandedOver;
    private volatile boolean isDelivered;

    /** The container's thread, while it tells of data. */
    private volatile @Nullable Thread called;

    private volatile @Nullable IOException thrown;

    /**
     * @param length the announced length, -1 for a chunked body
     * @param limit the longest body that is forwarded, in bytes
     * @param report counts
     * @param onFailure is told when the client goes away, or sends too much or what is no body
     */
    Upload(ServletInputStream in, long length, long limit, Report report, Consumer<Throwable> onFailure) {
        super((String) null);
        this.in = in;
        this.length = length;
        this.limit = limit;
        this.report = report;
        this.onFailure = onFailure;
        this.buffer = new byte[length >= 0 ? (int) Math.min(length, BUFFER_BYTES) : BUFFER_BYTES];
    }

    /**
     * Becomes the body of a request that is about to be sent, and begins to read.
     *
     * @param fields where the fields after the body are to be had, once it is read
     */
    void goWith(Request dialled, Supplier<Map<String, String>> fields) {
        dialled.body(this);
        if (length < 0) {
            clientTrailers = fields;
            dialled.trailersSupplier(() -> trailers);
            // Said here, because Jetty would send a body of unknown length with a GET and no framing at all: the server
            // would take it for the next request (RFC 9112, 6.1).
            dialled.headers(head -> head.put("Transfer-Encoding", "chunked"));
        }
        in.setReadListener(this);
    }

    @Override
    public long getLength() {
        return length;
    }

    /**
     * What the container throws here is thrown back at it: it says so to {@link #onError}, and only there Tomcat lets anybody
     * answer, before it closes the connection.
     */
    @Override
    public void onDataAvailable() throws IOException {
        called = Thread.currentThread();
        try {
            pump();
        } finally {
            called = null;
        }
        IOException unread = thrown;
        if (unread != null) {
            thrown = null;
            throw unread;
        }
    }

    @Override
    public void onAllDataRead() {
        pump();
    }

    /** The client's side failed: what it sent is no body, or it takes too long. */
    @Override
    public void onError(Throwable failure) {
        Throwable known = failed;
        if (known != null) {
            // Who found out may not have said it yet: the first that says it counts.
            onFailure.accept(known);
            return;
        }
        if (isClosed) {
            // All was read, or it is over.
            return;
        }
        isBroken = true;
        giveUp(UnreadBody.refusal(failure));
    }

    /** {@return whether the container could not read it} */
    boolean isBroken() {
        return isBroken;
    }

    /** {@return whether all of the body was given to Jetty's client} */
    boolean isHandedOver() {
        return isHandedOver;
    }

    /** {@return whether the server's socket has taken all of the body} */
    boolean isDelivered() {
        return isDelivered;
    }

    private void pump() {
        turns.take(() -> {
            try {
                transfer();
            } catch (IOException e) {
                if (called == Thread.currentThread()) {
                    thrown = e;
                } else {
                    onError(e);
                }
            } catch (RuntimeException e) {
                // A container throws at will once the client's request is over.
                onError(e);
            } catch (RequestRefusedException e) {
                giveUp(e);
            }
        });
    }

    /**
     * Reads no more, and does something that no read of ours may meet: a container whose request is completed while
     * another thread reads its body may lose the answer.
     */
    void stop(Runnable then) {
        ending = then;
        pump();
    }

    private void transfer() throws IOException, RequestRefusedException {
        Runnable last = ending;
        if (last != null) {
            ending = null;
            isClosed = true;
            last.run();
            return;
        }
        while (!isSending && !isClosed) {
            // Asked first: on some containers onAllDataRead does not come when the last read was ours.
            if (in.isFinished()) {
                isClosed = true;
                isHandedOver = true;
                // Asked for in this turn: afterwards the request may be the container's again.
                trailers = Heads.requestTrailers(clientTrailers.get());
                write(true, BufferUtil.EMPTY_BUFFER, Callback.from(this::delivered, failure -> {}));
            } else if (in.isReady()) {
                int read = in.read(buffer);
                if (read > 0) {
                    send(read);
                }
            } else {
                return;
            }
        }
    }

    private void send(int read) throws RequestRefusedException {
        total += read;
        if (total > limit) {
            throw new RequestRefusedException(ProblemCode.BODY_TOO_LARGE);
        }
        isSending = true;
        report.toServer(read);
        boolean isLast = total == length;
        if (isLast) {
            // Said with the bytes: the server may answer, and the client's request be over, before the end is read.
            isClosed = true;
            isHandedOver = true;
        }
        // When the server does not take it any more its answer may be on the way: Jetty tells how the exchange ends.
        write(
                isLast,
                ByteBuffer.wrap(buffer, 0, read),
                Callback.from(isLast ? this::delivered : this::sent, failure -> isClosed = true));
    }

    private void delivered() {
        isDelivered = true;
    }

    private void sent() {
        isSending = false;
        pump();
    }

    private void giveUp(Throwable failure) {
        failed = failure;
        isClosed = true;
        fail(failure);
        onFailure.accept(failure);
    }
}
