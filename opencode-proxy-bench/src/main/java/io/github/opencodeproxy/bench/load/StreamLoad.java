package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.net.Head;
import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.Loop;
import io.github.opencodeproxy.bench.net.MessageReader;
import io.github.opencodeproxy.bench.net.Talk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Listens to many event streams at once. */
public final class StreamLoad {

    private static final int OPENED_AT_ONCE = 100;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /**
     * What was heard.
     *
     * @param alive how many streams spoke lately
     * @param delays how late the events were
     * @param kilobytesEach resident memory for each live stream
     * @param cpuMicros processor time for each event
     */
    public record Heard(int alive, Percentiles delays, double kilobytesEach, double cpuMicros) {}

    private final Peer peer;
    private final Duration interval;
    private final List<Listening> streams = new ArrayList<>();
    private final Percentiles delays = new Percentiles();
    private boolean isCounting;

    private StreamLoad(Peer peer, Duration interval) {
        this.peer = peer;
        this.interval = interval;
    }

    /** Opens streams that speak once in each interval, and listens to all of them for a while. */
    public static Heard run(Peer peer, int count, Duration interval, Duration time) throws Exception {
        StreamLoad load = new StreamLoad(peer, interval);
        long before = peer.residentKilobytes();
        try (Loop loop = Loop.start("load")) {
            CountDownLatch opened = new CountDownLatch(1);
            loop.execute(() -> load.open(loop, count, opened));
            opened.await();
            // Each has spoken once, and the collections of the opening are over.
            pause(loop, interval.plusSeconds(1));
            double cpu = peer.cpuMicros();
            loop.execute(() -> load.isCounting = true);
            pause(loop, time);
            double used = peer.cpuMicros() - cpu;
            int[] alive = new int[1];
            CountDownLatch counted = new CountDownLatch(1);
            loop.execute(() -> {
                load.isCounting = false;
                alive[0] = load.alive();
                counted.countDown();
            });
            counted.await();
            double each = (peer.residentKilobytes() - before) / (double) Math.max(1, alive[0]);
            return new Heard(alive[0], load.delays, each, used / Math.max(1, load.delays.count()));
        }
    }

    private static void pause(Loop loop, Duration time) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        loop.execute(() -> loop.after(time, over::countDown));
        over.await();
    }

    private void open(Loop loop, int left, CountDownLatch opened) {
        for (int i = 0; i < Math.min(left, OPENED_AT_ONCE); i++) {
            Listening stream = new Listening();
            streams.add(stream);
            loop.connect(peer.port(), stream);
        }
        if (left > OPENED_AT_ONCE) {
            loop.after(BETWEEN, () -> open(loop, left - OPENED_AT_ONCE, opened));
        } else {
            opened.countDown();
        }
    }

    private int alive() {
        long since = System.nanoTime() - 2 * interval.toNanos();
        return (int) streams.stream()
                .filter(stream -> stream.heard && stream.heardAt > since)
                .count();
    }

    private final class Listening implements Talk, MessageReader.Events {

        private static final int COLON = 5;

        private final MessageReader reader = new MessageReader(this);
        private int column;
        private long number;
        private boolean heard;
        private long heardAt;
        private boolean isOurs;

        @Override
        public void opened(Line line) {
            line.write(peer.request("GET", "/events?millis=" + interval.toMillis(), "Accept: text/event-stream\r\n"));
        }

        @Override
        public void read(Line from, ByteBuffer bytes) {
            reader.read(bytes);
        }

        @Override
        public void head(Head head) {
            isOurs = head.status() == 200;
        }

        /** Lines of {@code data: } and a number, and empty ones. */
        @Override
        public void body(ByteBuffer part) {
            while (isOurs && part.hasRemaining()) {
                byte next = part.get();
                if (next == '\n') {
                    if (column > COLON) {
                        tell();
                    }
                    column = 0;
                    number = 0;
                } else if (++column > COLON + 1) {
                    number = 10 * number + next - '0';
                }
            }
        }

        private void tell() {
            heard = true;
            heardAt = System.nanoTime();
            if (isCounting) {
                delays.add(heardAt - number);
            }
        }

        @Override
        public void end() {}
    }
}
