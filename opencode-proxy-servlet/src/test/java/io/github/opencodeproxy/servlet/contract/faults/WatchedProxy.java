package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * A running proxy whose leftovers can be counted: threads that are busy with our code, upstream connections in use,
 * buffers that were not given back. Nothing in here knows the container.
 */
final class WatchedProxy implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String threads = "watched-" + NUMBER.incrementAndGet();
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final HttpClient client = new HttpClient();
    private final RunningProxy proxy;

    private int leftToTheCollector;

    private WatchedProxy(
            SslContextFactory.Client trust, UnaryOperator<ProxyOptions.Builder> choices, String... literals) {
        QueuedThreadPool pool = new QueuedThreadPool();
        pool.setName(threads);
        client.setExecutor(pool);
        client.setScheduler(new ScheduledExecutorScheduler(threads + "-timer", true));
        client.setByteBufferPool(buffers);
        client.setSslContextFactory(trust);
        proxy = RunningProxy.with(options -> choices.apply(options).httpClient(client), literals);
    }

    static WatchedProxy allowing(String... literals) {
        return with(options -> options, literals);
    }

    static WatchedProxy with(UnaryOperator<ProxyOptions.Builder> choices, String... literals) {
        return new WatchedProxy(new SslContextFactory.Client(), choices, literals);
    }

    static WatchedProxy trusting(SslContextFactory.Client trust, String... literals) {
        return new WatchedProxy(trust, options -> options, literals);
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return get("/x", url);
    }

    HttpResponse<String> get(String path, String url) throws IOException, InterruptedException {
        return proxy.get("/api/proxy" + path, "X-Target-Server", url);
    }

    HttpResponse<String> post(String url, String body) throws IOException, InterruptedException {
        return proxy.send(
                proxy.request("/api/proxy/x", "X-Target-Server", url).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    RawClient raw(String method, String url, String headerLines) throws IOException {
        return proxy.raw(method, "/api/proxy/x", "X-Target-Server: " + url + "\r\n" + headerLines);
    }

    /** A request of HTTP/1.0. */
    RawClient old(String method, String url) throws IOException {
        return RawClient.connect(port())
                .send(method + " " + RunningProxy.PREFIX
                        + "/api/proxy/x HTTP/1.0\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\n" + "X-Target-Server: " + url
                        + "\r\n\r\n");
    }

    int port() {
        return proxy.port();
    }

    /**
     * Expects that buffers are not given back: a container that breaks a write off does not say whether it has let go of
     * the bytes. In a buffer that is used again they would be another's, and might still be sent. So one buffer is left to
     * the collector, which is where the pool expects what it has lost.
     */
    WatchedProxy leavesToTheCollector(int most) {
        leftToTheCollector = most;
        return this;
    }

    /** Waits until nothing of what was asked is left, and sees that the next request works. */
    void isUnharmed(RawUpstream healthy) throws IOException, InterruptedException {
        settles();
        assertThat(get(healthy.url()).statusCode()).isEqualTo(200);
        settles();
    }

    /** Waits until no connection is in use, no thread is in our code and every buffer was given back. */
    void settles() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(connectionsInUse()).as("upstream connections in use").isZero();
            assertThat(threadsInOurCode()).as("threads in our code").isEmpty();
            assertThat(buffers.getLeaks())
                    .as(() -> "buffers not given back: " + buffers.dumpLeaks())
                    .hasSizeLessThanOrEqualTo(leftToTheCollector);
        });
    }

    private int connectionsInUse() {
        return client.getDestinations().stream()
                .map(destination -> (AbstractConnectionPool) destination.getConnectionPool())
                .mapToInt(pool -> pool.getActiveConnectionCount() + pool.getPendingConnectionCount())
                .sum();
    }

    private static List<String> threadsInOurCode() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue()).anyMatch(WatchedProxy::isOurs))
                .map(thread -> thread.getKey().getName() + " " + Arrays.toString(thread.getValue()))
                .toList();
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("io.github.opencodeproxy.")
                && !frame.getClassName().contains(".contract.")
                && !frame.getClassName().contains(".testkit.");
    }

    /** Stops it; every thread of its client ends. */
    @Override
    public void close() {
        proxy.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith(threads)));
        assertThat(buffers.getLeaks()).hasSizeLessThanOrEqualTo(leftToTheCollector);
    }
}
