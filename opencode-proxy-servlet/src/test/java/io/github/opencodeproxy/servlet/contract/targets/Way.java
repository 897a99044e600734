package io.github.opencodeproxy.servlet.contract.targets;

import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.contract.WebSockets;
import java.nio.charset.StandardCharsets;

/** The ways in which a request can name a server. */
enum Way {
    HEADER,
    QUERY,
    /** As an EventSource does. */
    EVENTS,
    WEBSOCKET_BY_QUERY,
    WEBSOCKET_BY_HEADER,
    HEALTH_CHECK;

    boolean isWebSocket() {
        return this == WEBSOCKET_BY_QUERY || this == WEBSOCKET_BY_HEADER;
    }

    private boolean isHeader() {
        return this == HEADER || this == WEBSOCKET_BY_HEADER;
    }

    /** Whether the text can be said at all: a line break ends a header, and blanks at its ends are none of its value. */
    boolean canSay(String url) {
        return !isHeader() || (!url.isBlank() && url.indexOf('\r') < 0 && url.indexOf('\n') < 0);
    }

    /** The request as bytes, ISO-8859-1; what is not ASCII goes as UTF-8. */
    String request(String url) {
        String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\n";
        String named = "X-Target-Server: " + utf8(url) + "\r\n";
        String asked = "?target=" + escaped(url);
        String path = RunningProxy.PREFIX + "/api/proxy/x";
        return switch (this) {
            case HEADER -> "GET " + path + head + named + "Connection: close\r\n\r\n";
            case QUERY -> "GET " + path + asked + head + "Connection: close\r\n\r\n";
            case EVENTS -> "GET " + path + asked + head + "Accept: text/event-stream\r\nConnection: close\r\n\r\n";
            case WEBSOCKET_BY_HEADER -> "GET " + path + head + named + WebSockets.HANDSHAKE + "\r\n";
            case WEBSOCKET_BY_QUERY -> "GET " + path + asked + head + WebSockets.HANDSHAKE + "\r\n";
            case HEALTH_CHECK -> {
                String body = "{\"servers\":[{\"url\":\"" + json(url) + "\"}]}";
                yield "POST " + RunningProxy.PREFIX + "/api/servers/health" + head
                        + "Content-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body;
            }
        };
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Every byte that is no letter and no digit, once. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            escaped.append(isPlain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return escaped.toString();
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            json.append(String.format("\\u%04x", (int) text.charAt(i)));
        }
        return json.toString();
    }
}
