package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.servlet.exchange.UnreadBody;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Reads a short request body whole without holding a thread while the client writes it. */
final class SmallBody implements ReadListener {

    private static final int LIMIT_BYTES = 64 * 1024;

    private final ServletInputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final byte[] buffer = new byte[4 * 1024];

    private SmallBody(ServletInputStream in) {
        this.in = in;
    }

    /** {@return the body; fails with {@code body_too_large} or when the client goes away} */
    static CompletionStage<byte[]> read(ServletInputStream in) {
        SmallBody body = new SmallBody(in);
        in.setReadListener(body);
        return body.whole;
    }

    /** {@return what to tell the client when its body cannot be read} */
    static RequestRefusedException refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RequestRefusedException refused ? refused : UnreadBody.refusal(cause);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (in.isReady() && !in.isFinished()) {
            int read = in.read(buffer);
            if (read > 0) {
                bytes.write(buffer, 0, read);
            }
            if (bytes.size() > LIMIT_BYTES) {
                whole.completeExceptionally(new RequestRefusedException(ProblemCode.BODY_TOO_LARGE));
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        whole.complete(bytes.toByteArray());
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }
}
