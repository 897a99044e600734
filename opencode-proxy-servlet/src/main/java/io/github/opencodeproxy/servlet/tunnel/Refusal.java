package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;

/** Gathers the answer of a server that does not open a WebSocket. A body that is no message but a download is left out. */
final class Refusal {

    private static final int MAX_BYTES = 64 * 1024;

    private final Response response;
    private final Content.Source source;
    private final Consumer<byte[]> done;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Refusal(Response response, Content.Source source, Consumer<byte[]> done) {
        this.response = response;
        this.source = source;
        this.done = done;
    }

    /** Reads the body; {@code done} gets it, empty when it is too long or breaks. */
    static void read(Response response, Content.Source source, Consumer<byte[]> done) {
        new Refusal(response, source, done).read();
    }

    private void read() {
        for (Content.Chunk chunk = source.read(); chunk != null; chunk = source.read()) {
            if (Content.Chunk.isFailure(chunk)) {
                done.accept(new byte[0]);
                return;
            }
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes, 0, bytes.length);
            chunk.release();
            body.write(bytes, 0, bytes.length);
            if (body.size() > MAX_BYTES) {
                UpstreamClient.leaveUnread(response.getRequest());
                UpstreamClient.readOut(source);
                done.accept(new byte[0]);
                return;
            }
            if (chunk.isLast()) {
                done.accept(body.toByteArray());
                return;
            }
        }
        source.demand(this::read);
    }
}
