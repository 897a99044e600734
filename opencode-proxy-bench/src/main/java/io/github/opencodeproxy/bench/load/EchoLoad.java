package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.net.Frames;
import io.github.opencodeproxy.bench.net.Head;
import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.Loop;
import io.github.opencodeproxy.bench.net.MessageReader;
import io.github.opencodeproxy.bench.net.Talk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Terminals: WebSockets that are open all the while, one of which is typed into. */
public final class EchoLoad {

    private static final int OPENED_AT_ONCE = 50;
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /** A key stroke and its time. */
    private static final int MESSAGE_BYTES = 16;

    /**
     * What came back.
     *
     * @param open how many WebSockets answered
     * @param roundTrips of the one that is typed into, while the others are open
     */
    public record Echoes(int open, Percentiles roundTrips) {}

    private final Peer peer;
    private final CountDownLatch answered;
    private final CountDownLatch typed;
    private final Percentiles roundTrips = new Percentiles();
    private final AtomicInteger open = new AtomicInteger();

    private EchoLoad(Peer peer, int count, int messages) {
        this.peer = peer;
        this.answered = new CountDownLatch(count);
        this.typed = new CountDownLatch(messages);
    }

    /** Opens WebSockets, asks each for an echo, and then one of them again and again. */
    public static Echoes run(Peer peer, int count, int messages) throws Exception {
        EchoLoad load = new EchoLoad(peer, count, messages);
        try (Loop loop = Loop.start("load")) {
            loop.execute(() -> load.open(loop, count));
            boolean isHeard = load.answered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (isHeard && load.open.get() > 0) {
                loop.execute(() -> loop.connect(peer.port(), load.new Terminal(true)));
                load.typed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            return new Echoes(load.open.get(), load.roundTrips);
        }
    }

    private void open(Loop loop, int left) {
        for (int i = 0; i < Math.min(left, OPENED_AT_ONCE); i++) {
            loop.connect(peer.port(), new Terminal(false));
        }
        if (left > OPENED_AT_ONCE) {
            loop.after(BETWEEN, () -> open(loop, left - OPENED_AT_ONCE));
        }
    }

    private final class Terminal implements Talk, MessageReader.Events {

        private final boolean isTypedInto;
        private final MessageReader reader = new MessageReader(this);
        private final Frames frames = new Frames();
        private @Nullable Line line;
        private boolean isOpen;
        private boolean isTold;

        Terminal(boolean isTypedInto) {
            this.isTypedInto = isTypedInto;
        }

        @Override
        public void opened(Line opened) {
            line = opened;
            opened.write(peer.request("GET", "/echo", UPGRADE));
        }

        @Override
        public void read(Line from, ByteBuffer bytes) {
            reader.read(bytes);
        }

        @Override
        public void head(Head head) {
            isOpen = head.status() == 101;
            if (isOpen) {
                type();
            } else {
                tell();
            }
        }

        private void type() {
            ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES).putLong(System.nanoTime());
            if (line != null) {
                line.write(Frames.binary(message.rewind(), true));
            }
        }

        @Override
        public void body(ByteBuffer part) {
            if (isOpen) {
                frames.read(part, this::echoed);
            }
        }

        private void echoed(ByteBuffer payload) {
            if (!isTypedInto) {
                open.addAndGet(isTold ? 0 : 1);
                tell();
            } else if (payload.remaining() == MESSAGE_BYTES) {
                roundTrips.add(System.nanoTime() - payload.getLong());
                typed.countDown();
                type();
            }
        }

        @Override
        public void closed(Line ended) {
            tell();
        }

        private void tell() {
            if (!isTold) {
                isTold = true;
                answered.countDown();
            }
        }

        @Override
        public void end() {}
    }
}
