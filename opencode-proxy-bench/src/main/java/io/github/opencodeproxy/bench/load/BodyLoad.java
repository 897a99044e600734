package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.net.Head;
import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.Loop;
import io.github.opencodeproxy.bench.net.MessageReader;
import io.github.opencodeproxy.bench.net.Talk;
import io.github.opencodeproxy.bench.origin.OriginTalk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Carries long bodies through a peer, some at once. */
public final class BodyLoad {

    /** Which way the bodies go. */
    public enum Way {
        /** From the server to the client. */
        DOWN,
        /** From the client to the server. */
        UP
    }

    private BodyLoad() {}

    /** {@return megabytes (10^6) a second, all bodies together; 0 when one of them was not carried whole in that time} */
    public static double run(Peer peer, Way way, int bodies, long bytes, Duration patience) throws Exception {
        CountDownLatch open = new CountDownLatch(bodies);
        AtomicLong whole = new AtomicLong();
        long start = System.nanoTime();
        try (Loop loop = Loop.start("load")) {
            loop.execute(() -> {
                for (int i = 0; i < bodies; i++) {
                    loop.connect(peer.port(), new Carrying(peer, way, bytes, open, whole));
                }
            });
            boolean isDone = open.await(patience.toSeconds(), TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            return isDone && whole.get() == bodies ? bodies * bytes / 1e6 / seconds : 0;
        }
    }

    private static final class Carrying implements Talk, MessageReader.Events {

        private final Peer peer;
        private final Way way;
        private final long bytes;
        private final CountDownLatch open;
        private final AtomicLong whole;
        private final MessageReader reader = new MessageReader(this);
        private long received;
        private int status;
        private boolean isOver;

        Carrying(Peer peer, Way way, long bytes, CountDownLatch open, AtomicLong whole) {
            this.peer = peer;
            this.way = way;
            this.bytes = bytes;
            this.open = open;
            this.whole = whole;
        }

        @Override
        public void opened(Line line) {
            if (way == Way.DOWN) {
                line.write(peer.request("GET", "/blob?bytes=" + bytes, ""));
            } else {
                String fields = "Content-Type: application/octet-stream\r\nContent-Length: " + bytes + "\r\n";
                line.write(peer.request("POST", "/sink", fields));
                line.write(OriginTalk.blocks(bytes));
            }
        }

        @Override
        public void read(Line from, ByteBuffer in) {
            reader.read(in);
        }

        @Override
        public void head(Head head) {
            status = head.status();
        }

        @Override
        public void body(ByteBuffer part) {
            received += part.remaining();
        }

        @Override
        public void end() {
            finish(status == 200 && received == (way == Way.DOWN ? bytes : 0));
        }

        @Override
        public void closed(Line line) {
            finish(false);
        }

        private void finish(boolean isWhole) {
            if (!isOver) {
                isOver = true;
                whole.addAndGet(isWhole ? 1 : 0);
                open.countDown();
            }
        }
    }
}
