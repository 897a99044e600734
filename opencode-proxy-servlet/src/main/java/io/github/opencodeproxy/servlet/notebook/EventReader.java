package io.github.opencodeproxy.servlet.notebook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the bytes of an event stream as they pass by, in pieces of any size, and keeps none of them but a few names. Each
 * {@code data} line is taken for an event of its own, as OpenCode writes them (WHATWG HTML, 9.2.6 would join several). For
 * one thread at a time.
 */
public final class EventReader {

    private static final byte[] FIELD = "data:".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<OpenCodeEvent> listener;
    private final EventGlance glance = new EventGlance();

    /** How much of the field's name the line has begun with. */
    private int matched;

    /** Nothing of interest comes before the line's end. */
    private boolean isSkipping;

    /** {@code listener} is told of each event, on the thread that reads; it must not wait. */
    EventReader(Consumer<OpenCodeEvent> listener) {
        this.listener = listener;
    }

    /**
     * Looks at the next bytes of the stream.
     *
     * @param bytes a buffer with an array; left as it is
     */
    public void read(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            int start = bytes.arrayOffset() + bytes.position();
            read(bytes.array(), start, start + bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            read(copy, 0, copy.length);
        }
    }

    private void read(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == '\n' || next == '\r') {
                endLine();
            } else if (isSkipping) {
                i = lastOfLine(bytes, i, to);
            } else if (matched < FIELD.length) {
                isSkipping = next != FIELD[matched++];
            } else {
                isSkipping = !glance.take(next);
            }
        }
    }

    /** Most of a stream is text that an agent writes. */
    private static int lastOfLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 1 < to && bytes[i + 1] != '\n' && bytes[i + 1] != '\r') {
            i++;
        }
        return i;
    }

    private void endLine() {
        if (glance.hasSeenType()) {
            listener.accept(glance.event());
        }
        if (matched > 0) {
            glance.reset();
        }
        matched = 0;
        isSkipping = false;
    }
}
