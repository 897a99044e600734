package io.github.opencodeproxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One side of a WebSocket, frame by frame and well-formed or not (RFC 6455, 5.2). Answers nothing by itself. One thread may
 * send while another reads.
 */
public final class RawWebSocket {

    /** Bits of a frame's first byte. */
    public static final int CONTINUATION = 0x0;
    /** A frame of text, or the first of several. */
    public static final int TEXT = 0x1;
    /** A frame of bytes, or the first of several. */
    public static final int BINARY = 0x2;
    /** Opcode. */
    public static final int CLOSE = 0x8;
    /** Opcode. */
    public static final int PING = 0x9;
    /** Opcode. */
    public static final int PONG = 0xa;
    /** The last frame of its message. */
    public static final int FIN = 0x80;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /**
     * A frame that came.
     *
     * @param opCode what it is
     * @param isFin whether it is the last of its message
     * @param text its payload, ISO-8859-1
     */
    public record Received(int opCode, boolean isFin, String text) {

        /** {@return the code of a close frame, 1005 when it has none} */
        public int closeCode() {
            return text.length() < 2 ? 1005 : text.charAt(0) << 8 | text.charAt(1);
        }

        /** {@return the reason of a close frame} */
        public String closeReason() {
            String reason = text.length() < 2 ? "" : text.substring(2);
            return new String(reason.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final boolean masks;

    private RawWebSocket(Socket socket, InputStream in, boolean masks) {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.masks = masks;
        try {
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static RawWebSocket ofServer(Socket socket, InputStream in) {
        return new RawWebSocket(socket, in, false);
    }

    static RawWebSocket ofClient(Socket socket, InputStream in) {
        return new RawWebSocket(socket, in, true);
    }

    static String acceptOf(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sends a whole text.
     *
     * @param text the text
     * @throws IOException when the peer is gone
     */
    public void text(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a close.
     *
     * @param code the code, 1005 for none
     * @param reason the reason
     * @throws IOException when the peer is gone
     */
    public void close(int code, String reason) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        if (code != 1005) {
            payload.write(code >> 8);
            payload.write(code);
            payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        }
        frame(FIN | CLOSE, payload.toByteArray());
    }

    /**
     * Sends a frame, masked as this side has to.
     *
     * @param firstByte flags and opcode
     * @param payload the payload
     * @throws IOException when the peer is gone
     */
    public void frame(int firstByte, byte[] payload) throws IOException {
        frame(firstByte, masks ? 0x80 : 0, payload);
    }

    /**
     * Sends a frame.
     *
     * @param firstByte flags and opcode
     * @param maskBit 0x80 for a mask, of zeros so that the payload is seen on the wire as it is, else 0
     * @param payload the payload
     * @throws IOException when the peer is gone
     */
    public synchronized void frame(int firstByte, int maskBit, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(firstByte);
        if (payload.length < 126) {
            frame.writeByte(maskBit | payload.length);
        } else if (payload.length < 65_536) {
            frame.writeByte(maskBit | 126);
            frame.writeShort(payload.length);
        } else {
            frame.writeByte(maskBit | 127);
            frame.writeLong(payload.length);
        }
        if (maskBit != 0) {
            frame.writeInt(0);
        }
        frame.write(payload);
        // All at once: a peer may hang up after the first byte.
        bytes.writeTo(out);
        out.flush();
    }

    /**
     * Reads a frame.
     *
     * @return the frame
     * @throws IOException when the connection ends or stays silent
     */
    public Received read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] mask = (second & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("Cut in a frame");
        }
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Received(first & 0x0f, (first & FIN) != 0, new String(payload, StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads the next frame that is no ping and no pong, and answers pings on the way.
     *
     * @return the frame
     * @throws IOException when the connection ends or stays silent
     */
    public Received readPastPings() throws IOException {
        for (Received frame = read(); ; frame = read()) {
            if (frame.opCode() == PING) {
                frame(FIN | PONG, frame.text().getBytes(StandardCharsets.ISO_8859_1));
            } else if (frame.opCode() != PONG) {
                return frame;
            }
        }
    }

    /**
     * Reads a whole message and answers pings on the way.
     *
     * @return the payloads of its frames, with the opcode of the first
     * @throws IOException when the connection ends or stays silent
     */
    public Received readMessage() throws IOException {
        Received first = readPastPings();
        StringBuilder text = new StringBuilder(first.text());
        for (Received last = first; !last.isFin(); ) {
            last = readPastPings();
            text.append(last.text());
        }
        return new Received(first.opCode(), true, text.toString());
    }

    /**
     * Reads to the peer's close or the end of the connection, and answers pings on the way.
     *
     * @return the code of the close, 1006 when the connection ended without one
     * @throws IllegalStateException when the peer says nothing
     */
    public int readToClose() {
        try {
            Received frame = readPastPings();
            while (frame.opCode() != CLOSE) {
                frame = readPastPings();
            }
            return frame.closeCode();
        } catch (SocketTimeoutException silent) {
            throw new IllegalStateException("Neither closed nor gone", silent);
        } catch (IOException ended) {
            return 1006;
        }
    }

    /**
     * Ends the connection with a reset.
     *
     * @throws IOException when it is closed already
     */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
