package io.github.opencodeproxy.servlet.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Carries the client's messages to the server, in the parts in which the container hands them out, so none is ever whole
 * in memory. The container gives one part at a time.
 */
final class ToServer {

    private final Tunnel tunnel;

    private long messageBytes;
    private boolean isInMessage;

    /** The first half of a character that the container has cut in two. */
    private String half = "";

    ToServer(Tunnel tunnel) {
        this.tunnel = tunnel;
    }

    void text(String part, boolean isLast) {
        String text = half.isEmpty() ? part : half + part;
        half = "";
        int end = text.length();
        if (!isLast && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            half = text.substring(end - 1);
            text = text.substring(0, end - 1);
        }
        send(OpCode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), isLast);
    }

    void binary(ByteBuffer part, boolean isLast) {
        // The container uses the buffer again.
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        send(OpCode.BINARY, ByteBuffer.wrap(copy), isLast);
    }

    private void send(byte kind, ByteBuffer part, boolean isLast) {
        int length = part.remaining();
        messageBytes = isInMessage ? messageBytes + length : length;
        byte opCode = isInMessage ? OpCode.CONTINUATION : kind;
        if (tunnel.isTooLong(messageBytes)) {
            return;
        }
        if (length > 0 || isLast) {
            isInMessage = !isLast;
            tunnel.sendToServer(opCode, part, isLast);
        }
    }
}
