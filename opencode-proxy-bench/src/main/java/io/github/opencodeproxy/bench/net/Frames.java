package io.github.opencodeproxy.bench.net;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Frames of WebSocket (RFC 6455, 5.2), short ones, whole. */
public final class Frames {

    private static final int BINARY = 2;
    private static final int MASKED = 0x80;
    private static final int LONGER = 126;
    private static final int MAX_BYTES = 64 * 1024;

    private final ByteBuffer pending = ByteBuffer.allocate(1024);

    /** Reads frames and tells the payload of each that carries data. */
    public void read(ByteBuffer in, Consumer<ByteBuffer> payloads) {
        while (in.hasRemaining()) {
            int take = Math.min(in.remaining(), pending.remaining());
            pending.put(pending.position(), in, in.position(), take).position(pending.position() + take);
            in.position(in.position() + take);
            pending.flip();
            boolean isWhole = true;
            while (isWhole) {
                isWhole = readOne(payloads);
            }
            pending.compact();
            if (!pending.hasRemaining()) {
                throw new IllegalStateException("A frame that is too long for this");
            }
        }
    }

    private boolean readOne(Consumer<ByteBuffer> payloads) {
        if (pending.remaining() < 2) {
            return false;
        }
        int start = pending.position();
        int operation = pending.get(start) & 0xf;
        int second = pending.get(start + 1) & 0xff;
        int length = second & 0x7f;
        int head = 2;
        if (length == LONGER) {
            if (pending.remaining() < 4) {
                return false;
            }
            length = pending.getShort(start + 2) & 0xffff;
            head = 4;
        }
        int mask = start + head;
        head += (second & MASKED) == 0 ? 0 : 4;
        if (pending.remaining() < head + length) {
            return false;
        }
        byte[] payload = new byte[length];
        pending.get(start + head, payload);
        if ((second & MASKED) != 0) {
            for (int i = 0; i < length; i++) {
                payload[i] ^= pending.get(mask + (i & 3));
            }
        }
        pending.position(start + head + length);
        if (operation <= BINARY) {
            payloads.accept(ByteBuffer.wrap(payload));
        }
        return true;
    }

    /** {@return a binary frame; a client's are masked, with zeros, which is as good as any key here} */
    public static ByteBuffer binary(ByteBuffer payload, boolean isClient) {
        int length = payload.remaining();
        if (length >= MAX_BYTES) {
            throw new IllegalArgumentException("Too long for this");
        }
        ByteBuffer frame = ByteBuffer.allocate(length + 8).put((byte) (0x80 | BINARY));
        int mask = isClient ? MASKED : 0;
        if (length < LONGER) {
            frame.put((byte) (mask | length));
        } else {
            frame.put((byte) (mask | LONGER)).putShort((short) length);
        }
        if (isClient) {
            frame.putInt(0);
        }
        return frame.put(payload).flip();
    }
}
