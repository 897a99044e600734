package io.github.opencodeproxy.bench.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One process under measurement, from its start to its end. */
public final class Peer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final ProcessTree tree;
    private final int port;
    private final String prefix;
    private final String fields;

    private Peer(String name, Process process, int port, String prefix, String fields) {
        this.name = name;
        this.process = process;
        this.tree = new ProcessTree(process.toHandle());
        this.port = port;
        this.prefix = prefix;
        this.fields = fields;
    }

    /** Starts a process and waits until it listens; {@code prefix} comes before each path, {@code fields} are sent with it. */
    static Peer start(String name, ProcessBuilder builder, int port, String prefix, String fields)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("bench-", ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Peer peer = new Peer(name, builder.start(), port, prefix, fields);
        try {
            peer.awaitPort();
            Files.deleteIfExists(log);
            return peer;
        } catch (IOException e) {
            peer.close();
            throw new IOException(name + " does not listen. It says: " + Files.readString(log), e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** {@return what the table calls it} */
    public String name() {
        return name;
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    /** {@return its address} */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** {@return the process's number} */
    public long pid() {
        return process.pid();
    }

    /** {@return a path of the origin as it is asked for here} */
    public String path(String path) {
        return prefix + path;
    }

    /** {@return the fields that each request needs here, each with its line end} */
    public String fields() {
        return fields;
    }

    /** {@return a whole request head} */
    public ByteBuffer request(String method, String path, String more) {
        String head = method + " " + path(path) + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUser-Agent: bench\r\n"
                + fields + more + "\r\n";
        return ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return the processor time that it and its children have used so far, in microseconds} */
    public double cpuMicros() throws IOException {
        return tree.cpuMicros();
    }

    /** {@return its resident memory and its children's in kB; of a JVM after a collection, where the JDK has jcmd} */
    public long residentKilobytes() throws IOException, InterruptedException {
        Jcmd.run(process.pid(), "GC.run");
        return tree.residentKilobytes();
    }

    /** {@return the most resident memory that it ever had, in kB} */
    public long peakKilobytes() throws IOException {
        return tree.peakKilobytes();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
