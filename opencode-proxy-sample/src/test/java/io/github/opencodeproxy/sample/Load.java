package io.github.opencodeproxy.sample;

import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** So many requests a second, on connections that are kept as long as the server keeps them, and none sent twice. */
final class Load implements AutoCloseable {

    private static final int THREADS = 8;
    private static final String REQUEST = "POST " + RunningSample.proxied("/x")
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\nContent-Length: 2\r\n\r\n{}";

    private final ReadySwitch gateway;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<Integer, Queue<RawClient>> idle = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> served = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    Load(ReadySwitch gateway, int perSecond) {
        this.gateway = gateway;
        for (int i = 0; i < THREADS; i++) {
            Future<?> unused =
                    threads.scheduleAtFixedRate(this::send, 0, THREADS * 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
        }
    }

    private void send() {
        int port = gateway.next();
        if (port == 0) {
            return;
        }
        try {
            RawClient client = connection(port);
            int status = client.send(REQUEST).readHead();
            if (status != 200 || !client.read(2).equals("{}")) {
                failures.add("Status " + status);
            }
            served.computeIfAbsent(port, unused -> new AtomicInteger()).incrementAndGet();
            if (client.header("Connection").isPresent()) {
                client.close();
            } else {
                idle(port).add(client);
            }
        } catch (IOException | RuntimeException e) {
            failures.add(port + " " + e);
        }
    }

    private RawClient connection(int port) throws IOException {
        RawClient kept = idle(port).poll();
        return kept == null ? RawClient.connect(port) : kept;
    }

    private Queue<RawClient> idle(int port) {
        return idle.computeIfAbsent(port, unused -> new ConcurrentLinkedQueue<>());
    }

    int served(int port) {
        return served.getOrDefault(port, new AtomicInteger()).get();
    }

    List<String> failures() {
        return failures;
    }

    void awaitMore(int requests) {
        int before = total();
        await().atMost(Duration.ofSeconds(60)).until(() -> total() >= before + requests);
    }

    private int total() {
        return served.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Sends no more, and waits for what is under way. */
    void stop() throws IOException {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                failures.add("Not answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Queue<RawClient> each : idle.values()) {
            for (RawClient client = each.poll(); client != null; client = each.poll()) {
                client.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
