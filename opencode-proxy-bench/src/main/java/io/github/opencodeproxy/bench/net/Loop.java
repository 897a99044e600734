package io.github.opencodeproxy.bench.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** One thread, one selector, thousands of connections. */
public final class Loop implements AutoCloseable {

    private static final int INPUT_BYTES = 256 * 1024;
    private static final int BACKLOG = 4096;

    private record Timer(long nanos, Runnable job) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    private final Selector selector = Selector.open();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean isClosed;

    private Loop(String name) throws IOException {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** {@return a running loop} */
    public static Loop start(String name) throws IOException {
        Loop loop = new Loop(name);
        loop.thread.start();
        return loop;
    }

    /** Waits until the loop ends, which it does when it is closed. */
    public void join() throws InterruptedException {
        thread.join();
    }

    /** Does something on the loop's thread. */
    public void execute(Runnable job) {
        jobs.add(job);
        selector.wakeup();
    }

    /** Does something later; on the loop's thread only. */
    public void after(Duration delay, Runnable job) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), job));
    }

    /** Connects to a port of this machine; on the loop's thread only. */
    public Line connect(int port, Talk talk) {
        try {
            SocketChannel channel = SocketChannel.open();
            Line line = new Line(this, channel, talk);
            prepare(channel);
            boolean isThere = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            int interest = isThere ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
            line.register(channel.register(selector, interest, line));
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens on a port of this machine. */
    public void listen(int port, Supplier<Talk> talks) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.configureBlocking(false);
        Runnable accept = () -> accept(server, talks);
        execute(() -> {
            try {
                server.register(selector, SelectionKey.OP_ACCEPT, accept);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void accept(ServerSocketChannel server, Supplier<Talk> talks) {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                Line line = new Line(this, channel, talks.get());
                prepare(channel);
                line.register(channel.register(selector, SelectionKey.OP_READ, line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private void run() {
        try (selector) {
            while (!isClosed) {
                selector.select(this::ready, patience());
                for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
                    job.run();
                }
                while (!timers.isEmpty() && timers.element().nanos <= System.nanoTime()) {
                    timers.remove().job.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return for how many milliseconds nothing is due, 0 for ever} */
    private long patience() {
        if (timers.isEmpty()) {
            return 0;
        }
        return Math.max(1, (timers.element().nanos - System.nanoTime()) / 1_000_000);
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Line line) {
            line.ready(key, input);
        } else if (key.attachment() instanceof Runnable accept) {
            accept.run();
        }
    }

    /** Closes every connection without a word to its talk. */
    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
    }
}
