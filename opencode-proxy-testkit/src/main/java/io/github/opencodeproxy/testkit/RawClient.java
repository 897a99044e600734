package io.github.opencodeproxy.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A client that writes requests byte for byte and reads what comes back as it comes. For one thread. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private String head = "";

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Connects to a loopback port.
     *
     * @param port the port
     * @return the client
     * @throws IOException when nobody listens
     */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Sends bytes.
     *
     * @param text ISO-8859-1
     * @return this
     * @throws IOException when the server is gone
     */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /**
     * Reads a response head.
     *
     * @return its status
     * @throws IOException when the server closes first
     */
    public int readHead() throws IOException {
        head = readUntil("\r\n\r\n");
        return Integer.parseInt(head.substring(9, 12));
    }

    /** {@return the last head} */
    public String head() {
        return head;
    }

    /**
     * {@return the first value of a header of the last head}
     *
     * @param name the name, in any case
     */
    public Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).trim())
                .findFirst();
    }

    /**
     * Reads up to and including a mark.
     *
     * @param mark what to wait for, ISO-8859-1
     * @return everything read
     * @throws IOException when the server closes or is silent before the mark
     */
    public String readUntil(String mark) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < mark.length()
                || !text.substring(text.length() - mark.length()).equals(mark)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("Closed after: " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }

    /**
     * Reads a number of bytes.
     *
     * @param length how many
     * @return them, ISO-8859-1
     * @throws IOException when the server is silent
     */
    public String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads to the end of the connection.
     *
     * @return everything, ISO-8859-1
     * @throws IOException when the server is silent
     */
    public String readToEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * Takes the connection for a WebSocket, once the head of the answer has been read.
     *
     * @return the open WebSocket
     */
    public RawWebSocket webSocket() {
        return RawWebSocket.ofClient(socket, in);
    }

    /**
     * Sets how long a read waits for the server; 10 s when not set.
     *
     * @param time at least a millisecond
     * @return this
     * @throws IOException when the connection is closed
     */
    public RawClient patience(Duration time) throws IOException {
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        return this;
    }

    /**
     * Says that nothing more will be sent, and goes on listening.
     *
     * @return this
     * @throws IOException when the server is gone
     */
    public RawClient finishSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /**
     * Ends the connection with a reset instead of an orderly close.
     *
     * @throws IOException when it is closed already
     */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
