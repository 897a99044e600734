package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends each request to the next server that has said it is ready, as a Service of Kubernetes does. */
final class ReadySwitch implements AutoCloseable {

    private static final int LOOK_MILLIS = 100;

    private final List<Integer> known = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    private volatile List<Integer> ready = List.of();

    ReadySwitch() {
        Future<?> unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(int port) {
        known.add(port);
    }

    private void look() {
        List<Integer> found = new ArrayList<>();
        for (int port : known) {
            if (isReady(port)) {
                found.add(port);
            }
        }
        ready = List.copyOf(found);
    }

    private static boolean isReady(int port) {
        try (RawClient probe = RawClient.connect(port)) {
            return probe.send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .readHead()
                    == 200;
        } catch (IOException gone) {
            return false;
        }
    }

    /** {@return the port of a server, 0 while none is ready} */
    int next() {
        List<Integer> now = ready;
        return now.isEmpty() ? 0 : now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
