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
import org.jspecify.annotations.Nullable;

/** One user who asks for the small answer a hundred times a second, on one connection. */
public final class AskLoad implements Talk, MessageReader.Events {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Peer peer;
    private final Loop loop;
    private final MessageReader reader = new MessageReader(this);
    private final Percentiles waits = new Percentiles();
    private final CountDownLatch over = new CountDownLatch(1);
    private int left;
    private long asked;
    private @Nullable Line line;

    private AskLoad(Peer peer, Loop loop, int count) {
        this.peer = peer;
        this.loop = loop;
        this.left = count;
    }

    /** {@return how long the answers took, of those that came before a connection was cut} */
    public static Percentiles run(Peer peer, int count) throws Exception {
        try (Loop loop = Loop.start("load")) {
            AskLoad load = new AskLoad(peer, loop, count);
            loop.execute(() -> loop.connect(peer.port(), load));
            load.over.await();
            return load.waits;
        }
    }

    @Override
    public void opened(Line opened) {
        line = opened;
        ask();
    }

    private void ask() {
        asked = System.nanoTime();
        if (line != null) {
            line.write(peer.request("GET", "/json", ""));
        }
    }

    @Override
    public void read(Line from, ByteBuffer bytes) {
        reader.read(bytes);
    }

    @Override
    public void head(Head head) {}

    @Override
    public void body(ByteBuffer part) {}

    @Override
    public void end() {
        waits.add(System.nanoTime() - asked);
        left--;
        if (left > 0) {
            loop.after(PAUSE, this::ask);
        } else {
            over.countDown();
        }
    }

    @Override
    public void closed(Line ended) {
        over.countDown();
    }
}
