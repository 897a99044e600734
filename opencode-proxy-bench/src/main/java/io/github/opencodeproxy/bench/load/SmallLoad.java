package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.net.Head;
import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.Loop;
import io.github.opencodeproxy.bench.net.MessageReader;
import io.github.opencodeproxy.bench.net.Talk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks for the small answer on some connections at once, each as soon as it has the one before. */
public final class SmallLoad {

    private static final int CONNECTIONS = 32;

    private final Peer peer;
    private volatile boolean isOver;

    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    private SmallLoad(Peer peer) {
        this.peer = peer;
    }

    /** {@return what came} */
    public static Answers run(Peer peer, Duration time) throws Exception {
        SmallLoad load = new SmallLoad(peer);
        CountDownLatch over = new CountDownLatch(1);
        try (Loop loop = Loop.start("load")) {
            loop.execute(() -> {
                for (int i = 0; i < CONNECTIONS; i++) {
                    loop.connect(peer.port(), load.new Asking());
                }
                loop.after(time, () -> {
                    load.isOver = true;
                    over.countDown();
                });
            });
            over.await();
        }
        return new Answers(load.answers.get(), load.refusals.get());
    }

    private final class Asking implements Talk, MessageReader.Events {

        private final ByteBuffer request = peer.request("GET", "/json", "");
        private final MessageReader reader = new MessageReader(this);
        private @Nullable Line line;

        @Override
        public void opened(Line opened) {
            line = opened;
            opened.write(request.duplicate());
        }

        @Override
        public void read(Line from, ByteBuffer bytes) {
            reader.read(bytes);
        }

        @Override
        public void closed(Line ended) {
            // Some proxies close a connection after so many requests.
            if (!isOver) {
                ended.loop().after(Duration.ofMillis(1), () -> ended.loop().connect(peer.port(), new Asking()));
            }
        }

        @Override
        public void head(Head head) {
            if (head.status() != 200) {
                refusals.incrementAndGet();
            }
        }

        @Override
        public void body(ByteBuffer part) {}

        @Override
        public void end() {
            answers.incrementAndGet();
            if (!isOver && line != null) {
                line.write(request.duplicate());
            }
        }
    }
}
