package io.github.opencodeproxy.servlet.assets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An answer as it came off a raw socket. A client library would tidy up the request's target and hide headers. */
record RawAnswer(int status, List<String> fields, String body) {

    private static final int TIMEOUT_MILLIS = 10_000;

    /**
     * Sends one request and reads to the end of the connection.
     *
     * @param line the request line without its version, written byte for byte
     */
    static RawAnswer of(int port, String line, String... fields) throws IOException {
        StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        request.append("Host: notebooks.example:8443\r\nConnection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    private static RawAnswer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        List<String> head = new ArrayList<>(List.of(text.substring(0, end).split("\r\n", -1)));
        int status = Integer.parseInt(head.remove(0).split(" ", -1)[1]);
        return new RawAnswer(status, head, text.substring(end + 4));
    }

    /** {@return the value of the only field of that name, {@code ""} when there is none} */
    String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        List<String> found = fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(start))
                .map(field -> field.substring(start.length()).strip())
                .toList();
        if (found.size() > 1) {
            throw new AssertionError(name + " is there " + found.size() + " times");
        }
        return found.isEmpty() ? "" : found.get(0);
    }
}
