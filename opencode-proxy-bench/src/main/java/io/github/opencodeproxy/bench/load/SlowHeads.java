package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.Loop;
import io.github.opencodeproxy.bench.net.Talk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Clients that never come to the end of a request's head: a field each second, and again when they are cut off. */
public final class SlowHeads implements AutoCloseable {

    private static final Duration BETWEEN_FIELDS = Duration.ofSeconds(1);

    private final Peer peer;
    private final Loop loop;
    private volatile boolean isOver;

    private SlowHeads(Peer peer, Loop loop) {
        this.peer = peer;
        this.loop = loop;
    }

    /** Begins with so many of them; they go on until they are closed. */
    public static SlowHeads start(Peer peer, int count) throws Exception {
        SlowHeads heads = new SlowHeads(peer, Loop.start("slow"));
        heads.loop.execute(() -> {
            for (int i = 0; i < count; i++) {
                heads.loop.connect(peer.port(), heads.new Client());
            }
        });
        return heads;
    }

    @Override
    public void close() {
        isOver = true;
        loop.close();
    }

    private final class Client implements Talk {

        @Override
        public void opened(Line line) {
            line.write(ascii("GET " + peer.path("/json") + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
            goOn(line);
        }

        private void goOn(Line line) {
            loop.after(BETWEEN_FIELDS, () -> {
                if (!isOver && !line.isClosed()) {
                    line.write(ascii("X-Slow: 1\r\n"));
                    goOn(line);
                }
            });
        }

        @Override
        public void read(Line line, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void closed(Line line) {
            if (!isOver) {
                loop.after(BETWEEN_FIELDS, () -> loop.connect(peer.port(), new Client()));
            }
        }

        private static ByteBuffer ascii(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
