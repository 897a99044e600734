package io.github.opencodeproxy.bench.origin;

import io.github.opencodeproxy.bench.net.Frames;
import io.github.opencodeproxy.bench.net.Head;
import io.github.opencodeproxy.bench.net.Line;
import io.github.opencodeproxy.bench.net.MessageReader;
import io.github.opencodeproxy.bench.net.Source;
import io.github.opencodeproxy.bench.net.Talk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the origin. {@code /json} is a small answer, {@code /blob?bytes=} a long one, {@code /sink} swallows a
 * body, {@code /events?millis} says regularly what {@link System#nanoTime} is, a clock that all processes of one machine
 * share on Linux, and {@code /echo} is a WebSocket that repeats what it hears.
 */
public final class OriginTalk implements Talk, MessageReader.Events {

    /** As long as a typical answer of OpenCode's API. */
    public static final int JSON_BYTES = 914;

    private static final byte[] JSON = ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + JSON_BYTES + "\r\n\r\n{\"text\":\"" + "x".repeat(JSON_BYTES - 11) + "\"}");
    private static final byte[] EMPTY = ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] EVENTS =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final byte[] BLOCK = new byte[64 * 1024];
    private static final String HANDSHAKE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final MessageReader reader = new MessageReader(this);
    private @Nullable Line line;
    private @Nullable Head head;
    private @Nullable Frames frames;

    @Override
    public void opened(Line opened) {
        line = opened;
    }

    @Override
    public void read(Line from, ByteBuffer bytes) {
        reader.read(bytes);
    }

    @Override
    public void head(Head request) {
        head = request;
        if (!request.header("Upgrade").isEmpty()) {
            frames = new Frames();
            write(ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(request.header("Sec-WebSocket-Key")) + "\r\n\r\n"));
        }
    }

    @Override
    public void body(ByteBuffer part) {
        if (frames != null) {
            frames.read(part, payload -> line().write(Frames.binary(payload, false)));
        }
    }

    @Override
    public void end() {
        String target = head == null ? "" : head.target();
        if (target.contains("/events?")) {
            write(EVENTS);
            // Not all at once: streams that were opened together speak at different times.
            long millis = number(target);
            speakAfter(Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis) + 1), Duration.ofMillis(millis));
        } else if (target.contains("/blob?")) {
            long bytes = number(target);
            write(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + bytes
                    + "\r\n\r\n"));
            line().write(blocks(bytes));
        } else {
            write(target.contains("/sink") ? EMPTY : JSON);
        }
    }

    private void speakAfter(Duration delay, Duration interval) {
        line().loop().after(delay, () -> {
            if (!line().isClosed()) {
                String event = "data: " + System.nanoTime() + "\n\n";
                write(ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n"));
                speakAfter(interval, interval);
            }
        });
    }

    /** {@return a body of so many bytes} */
    public static Source blocks(long bytes) {
        return new Source() {
            private long left = bytes;

            @Override
            public @Nullable ByteBuffer next() {
                int take = (int) Math.min(left, BLOCK.length);
                left -= take;
                return take == 0 ? null : ByteBuffer.wrap(BLOCK, 0, take);
            }
        };
    }

    private Line line() {
        return java.util.Objects.requireNonNull(line);
    }

    private void write(byte[] bytes) {
        line().write(ByteBuffer.wrap(bytes));
    }

    /** Proxies may add parameters of their own, so the number ends where its digits end. */
    private static long number(String target) {
        String text = target.substring(target.indexOf('=') + 1);
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text.substring(0, end));
    }

    private static String accept(String key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha.digest(ascii(key + HANDSHAKE)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
