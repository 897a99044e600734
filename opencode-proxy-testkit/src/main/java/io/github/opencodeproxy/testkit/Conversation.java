package io.github.opencodeproxy.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One connection of a {@link RawUpstream}, in the words of a test. For one thread. */
public final class Conversation {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final List<String> heads;

    private String head = "";
    private byte[] body = new byte[0];

    Conversation(Socket socket, List<String> heads, Runnable onFirstByte) throws IOException {
        this.socket = socket;
        this.heads = heads;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(new FirstByte(socket.getInputStream(), onFirstByte));
        out = socket.getOutputStream();
    }

    /**
     * Reads a request head and leaves the body.
     *
     * @return whether there was one
     * @throws IOException when the connection breaks
     */
    public boolean readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            if (b == '\n' && text.endsWith("\r\n\r\n")) {
                head = text.substring(0, text.length() - 4);
                heads.add(head);
                return true;
            }
        }
        return false;
    }

    /**
     * Waits for the next byte and leaves it where it is.
     *
     * @return the byte, -1 when the peer has closed
     * @throws IOException when the connection breaks
     */
    public int peek() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next;
    }

    /**
     * Reads a request with its body.
     *
     * @return whether there was one
     * @throws IOException when the connection breaks
     */
    public boolean readRequest() throws IOException {
        if (!readHead()) {
            return false;
        }
        if (header("transfer-encoding").equals("chunked")) {
            body = readChunks();
        } else {
            String length = header("content-length");
            body = readWhole(length.isEmpty() ? 0 : Integer.parseInt(length));
        }
        return true;
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(readLine(), 16); size > 0; size = Integer.parseInt(readLine(), 16)) {
            bytes.write(readWhole(size));
            readLine();
        }
        readLine();
        return bytes.toByteArray();
    }

    private byte[] readWhole(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The request ends in its body");
        }
        return bytes;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The request ends in its body");
            }
            line.append((char) b);
        }
        return line.toString().trim();
    }

    /** {@return the head of the last request} */
    public String head() {
        return head;
    }

    /** {@return the body of the last request, ISO-8859-1} */
    public String body() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** {@return the path and query of the last request} */
    public String target() {
        return head.split(" ", 3)[1];
    }

    /**
     * {@return the first value of a header of the last request, {@code ""} when it has none}
     *
     * @param name the name, in any case
     */
    public String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).trim())
                .findFirst()
                .orElse("");
    }

    /**
     * Sends bytes at once.
     *
     * @param text ISO-8859-1
     * @throws IOException when the peer is gone
     */
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /**
     * Sends a whole answer with a length.
     *
     * @param type the content type
     * @param text the body, ISO-8859-1
     * @throws IOException when the peer is gone
     */
    public void answer(String type, String text) throws IOException {
        write("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    /**
     * Begins a chunked event stream.
     *
     * @throws IOException when the peer is gone
     */
    public void beginEvents() throws IOException {
        write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    /**
     * Sends one event in a chunk of its own.
     *
     * @param data the event's data
     * @throws IOException when the peer is gone
     */
    public void event(String data) throws IOException {
        String event = "data: " + data + "\n\n";
        write(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
    }

    /**
     * Takes whatever the peer has sent, which need not be HTTP.
     *
     * @return how many bytes, -1 when the peer has closed
     * @throws IOException when the connection breaks
     */
    public int readSome() throws IOException {
        return in.read(new byte[64 * 1024]);
    }

    /**
     * Takes whatever the peer has sent.
     *
     * @return it, ISO-8859-1
     * @throws IOException when the connection breaks or the peer has closed
     */
    public String readText() throws IOException {
        byte[] some = new byte[4 * 1024];
        int length = in.read(some);
        if (length < 0) {
            throw new IOException("Closed");
        }
        return new String(some, 0, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Answers a request for a WebSocket (RFC 6455, 4.2.2).
     *
     * @param fields further header lines, each with its line break
     * @return the open WebSocket
     * @throws IOException when the peer is gone
     */
    public RawWebSocket acceptWebSocket(String fields) throws IOException {
        write(webSocketAnswer(fields));
        return RawWebSocket.ofServer(socket, in);
    }

    /**
     * {@return what opens the WebSocket that the last request asks for, not sent}
     *
     * @param fields further header lines, each with its line break
     */
    public String webSocketAnswer(String fields) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + RawWebSocket.acceptOf(header("sec-websocket-key")) + "\r\n" + fields
                + "\r\n";
    }

    /**
     * Waits for the peer to close.
     *
     * @throws IOException when the peer resets instead
     */
    public void awaitClose() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
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
}
