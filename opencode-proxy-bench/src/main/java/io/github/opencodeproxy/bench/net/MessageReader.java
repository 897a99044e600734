package io.github.opencodeproxy.bench.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the messages of one connection, however their bytes come. After a 101 all that follows is one body. */
public final class MessageReader {

    private static final int MAX_HEAD_BYTES = 64 * 1024;

    /** What is told about each message. */
    public interface Events {

        /** A head is complete. */
        void head(Head head);

        /** Some of the body, without the framing of chunks. */
        void body(ByteBuffer part);

        /** The message is complete. */
        void end();
    }

    private enum Part {
        HEAD,
        LENGTH,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE
    }

    private final Events events;
    private byte[] head = new byte[1024];
    private int size;
    private Part part = Part.HEAD;
    private long left;

    /** Makes a reader. */
    public MessageReader(Events events) {
        this.events = events;
    }

    /** Reads all of these bytes. */
    public void read(ByteBuffer in) {
        while (in.hasRemaining()) {
            switch (part) {
                case HEAD -> readHead(in);
                case LENGTH, CHUNK, UNTIL_CLOSE -> readBody(in);
                case CHUNK_SIZE -> readSize(in);
                case CHUNK_END -> {
                    if (in.get() == '\n') {
                        part = Part.CHUNK_SIZE;
                    }
                }
                case TRAILER -> readTrailer(in);
            }
        }
    }

    private void readHead(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (size == head.length) {
                grow();
            }
            head[size++] = next;
            if (next == '\n' && size >= 4 && head[size - 2] == '\r' && head[size - 3] == '\n') {
                Head complete = new Head(new String(head, 0, size - 4, StandardCharsets.ISO_8859_1));
                size = 0;
                frame(complete);
                return;
            }
        }
    }

    private void grow() {
        if (size >= MAX_HEAD_BYTES) {
            throw new IllegalStateException("A head without end");
        }
        head = java.util.Arrays.copyOf(head, 2 * size);
    }

    private void frame(Head complete) {
        boolean isAnswer = complete.text().startsWith("HTTP/");
        String length = complete.header("Content-Length");
        if ((isAnswer && complete.status() == 101)
                || !complete.header("Upgrade").isEmpty()) {
            part = Part.UNTIL_CLOSE;
        } else if (complete.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            part = Part.CHUNK_SIZE;
            left = 0;
        } else if (!length.isEmpty()) {
            part = Part.LENGTH;
            left = Long.parseLong(length);
        } else {
            part = isAnswer ? Part.UNTIL_CLOSE : Part.LENGTH;
            left = 0;
        }
        events.head(complete);
        if (part == Part.LENGTH && left == 0) {
            end();
        }
    }

    private void readBody(ByteBuffer in) {
        int take = part == Part.UNTIL_CLOSE ? in.remaining() : (int) Math.min(left, in.remaining());
        int limit = in.limit();
        in.limit(in.position() + take);
        events.body(in);
        in.position(in.limit()).limit(limit);
        left -= take;
        if (left == 0 && part == Part.LENGTH) {
            end();
        } else if (left == 0 && part == Part.CHUNK) {
            part = Part.CHUNK_END;
        }
    }

    private void readSize(ByteBuffer in) {
        byte next = in.get();
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            left = left * 16 + digit;
        } else if (next == '\n') {
            part = left == 0 ? Part.TRAILER : Part.CHUNK;
            size = 0;
        }
    }

    private void readTrailer(ByteBuffer in) {
        byte next = in.get();
        if (next == '\n') {
            if (size == 0) {
                end();
            }
            size = 0;
        } else if (next != '\r') {
            size++;
        }
    }

    private void end() {
        part = Part.HEAD;
        size = 0;
        events.end();
    }
}
