package io.github.opencodeproxy.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process under measurement.
 *
 * @param name what the table calls it
 * @param process the process
 * @param port where it listens
 * @param requestLines the head of a request below the path, without the last empty line
 * @param prefix what stands before {@code /json}
 */
record Peer(String name, Process process, int port, String requestLines, String prefix) implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);

    /** The origin itself. */
    static Peer origin() throws IOException, InterruptedException {
        int port = freePort();
        return started(new Peer("direct", java(Origin.class, port, ""), port, "", ""));
    }

    /** Jetty's servlet in front of the origin. */
    static Peer jettyAsync(Peer origin) throws IOException, InterruptedException {
        int port = freePort();
        return started(
                new Peer("Jetty AsyncProxyServlet", java(JettyAsyncPeer.class, port, origin.url()), port, "", ""));
    }

    /** Our sample, as a user runs it. */
    static Peer ours(Path jar, Peer origin) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(javaBinary(), "-jar", jar.toString());
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        String.valueOf(port),
                        "NB_PREFIX",
                        "/notebook/bench/opencode",
                        "OPENCODE_PROXY_LOCAL_URL",
                        "none",
                        "OPENCODE_PROXY_ALLOW",
                        origin.url()));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        String lines = "X-Target-Server: " + origin.url() + "\r\nX-Opencode-Proxy: 1\r\n";
        return started(new Peer("opencode-proxy", builder.start(), port, lines, "/notebook/bench/opencode/api/proxy"));
    }

    private static Process java(Class<?> main, int port, String argument) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                javaBinary(), "-cp", System.getProperty("java.class.path"), main.getName(), String.valueOf(port)));
        if (!argument.isEmpty()) {
            command.add(argument);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Peer started(Peer peer) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), peer.port).close();
                return peer;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !peer.process.isAlive()) {
                    peer.close();
                    throw new IOException(peer.name + " does not listen", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A whole request head. */
    String request(String path) {
        return "GET " + prefix + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUser-Agent: bench\r\n"
                + requestLines + "\r\n";
    }

    /** The CPU time that the process has used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Where the build has put our sample, from the folder that Maven runs in. */
    static Path sampleJar() {
        return Path.of(
                "opencode-proxy-sample" + File.separator + "target" + File.separator + "opencode-proxy-sample.jar");
    }
}
