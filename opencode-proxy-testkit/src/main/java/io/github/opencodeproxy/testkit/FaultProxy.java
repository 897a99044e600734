package io.github.opencodeproxy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback that treats connections badly, as told: {@code FaultProxy.to(port)
 * .towardsClient(Faults.none().resetAfter(100))}. Faults may change while connections are open. One daemon thread,
 * whatever the number of connections; nothing is random. Safe for use by many threads.
 */
public final class FaultProxy implements AutoCloseable {

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final InetSocketAddress target;
    private final Set<FaultyLink> links = ConcurrentHashMap.newKeySet();

    private final Thread thread = new Thread(this::run, "fault-proxy");

    private volatile boolean isClosing;
    private volatile Faults towardsServer = Faults.none();
    private volatile Faults towardsClient = Faults.none();

    private FaultProxy(int port) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Starts a proxy on a free loopback port.
     *
     * @param port the loopback port that it connects to
     * @return the running proxy, without faults
     * @throws IOException when no port can be had
     */
    public static FaultProxy to(int port) throws IOException {
        FaultProxy proxy = new FaultProxy(port);
        proxy.thread.setDaemon(true);
        proxy.thread.start();
        return proxy;
    }

    /**
     * Says what happens to requests, on connections that are open too.
     *
     * @param faults what happens
     * @return this
     */
    public FaultProxy towardsServer(Faults faults) {
        towardsServer = faults;
        selector.wakeup();
        return this;
    }

    /**
     * Says what happens to answers, on connections that are open too.
     *
     * @param faults what happens
     * @return this
     */
    public FaultProxy towardsClient(Faults faults) {
        towardsClient = faults;
        selector.wakeup();
        return this;
    }

    /** Lets the server vanish without a word: what is said is lost in both directions. */
    public void vanish() {
        towardsServer(Faults.none().neverAnswer());
        towardsClient(Faults.none().neverAnswer());
    }

    private void run() {
        try (selector;
                listener) {
            while (!isClosing) {
                turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            links.forEach(FaultyLink::close);
        }
    }

    private void turn() throws IOException {
        long sleepNanos = -1;
        for (FaultyLink link : links) {
            sleepNanos = FaultyLink.sooner(sleepNanos, link.prepare(System.nanoTime()));
        }
        links.removeIf(link -> !link.isOpen());
        if (sleepNanos < 0) {
            selector.select();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(sleepNanos)));
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof FaultyLink link) {
                link.move(System.nanoTime());
            } else {
                accept();
            }
        }
        selector.selectedKeys().clear();
    }

    private void accept() throws IOException {
        SocketChannel client = listener.accept();
        if (client == null) {
            return;
        }
        try {
            links.add(new FaultyLink(client, target, selector, () -> towardsServer, () -> towardsClient));
        } catch (IOException refused) {
            client.close();
        }
    }

    /** {@return the port to connect to} */
    public int port() {
        return listener.socket().getLocalPort();
    }

    /** {@return {@code http://127.0.0.1:<port>}} */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** {@return how many connections are open} */
    public int openConnections() {
        return (int) links.stream().filter(FaultyLink::isOpen).count();
    }

    /** Closes every connection and waits until that is done. */
    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
