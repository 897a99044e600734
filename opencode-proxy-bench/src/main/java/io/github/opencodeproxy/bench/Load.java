package io.github.opencodeproxy.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What is done to each peer. */
final class Load {

    private static final int CONNECTIONS = 32;

    private Load() {}

    /** Asks for the small answer on 32 connections at once, for a while; returns how often it came. */
    static long smallAnswers(Peer peer, Duration time) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long end = System.nanoTime() + time.toNanos();
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                counts.add(threads.submit(() -> smallAnswers(peer, end)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long smallAnswers(Peer peer, long end) throws IOException {
        byte[] request = peer.request("/json").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            long count = 0;
            while (System.nanoTime() < end) {
                out.write(request);
                readHead(in);
                in.skipNBytes(Origin.JSON_BYTES);
                count++;
            }
            return count;
        }
    }

    /** Listens to one event stream; returns how late each event was, in nanoseconds, sorted. */
    static long[] eventDelays(Peer peer, int events) throws IOException {
        long[] delays = new long[events];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.getOutputStream().write(peer.request("/events").getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            readHead(in);
            for (int i = 0; i < events; i++) {
                String line = readLine(in);
                while (!line.startsWith("data: ")) {
                    line = readLine(in);
                }
                delays[i] = System.nanoTime() - Long.parseLong(line.substring("data: ".length()));
            }
        }
        Arrays.sort(delays);
        return delays;
    }

    private static void readHead(InputStream in) throws IOException {
        String status = readLine(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("Not the answer that is measured: " + status);
        }
        String line = status;
        while (!line.isEmpty()) {
            line = readLine(in);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
