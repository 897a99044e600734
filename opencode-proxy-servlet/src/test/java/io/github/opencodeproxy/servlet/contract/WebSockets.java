package io.github.opencodeproxy.servlet.contract;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;

/** What the WebSocket tests share: a client's handshake, and servers that open every WebSocket. */
public final class WebSockets {

    /** The header lines of a handshake. */
    public static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private WebSockets() {}

    /** What a server does with an open WebSocket. */
    interface Script {

        void serve(RawWebSocket socket) throws IOException;
    }

    static RawUpstream server(Script script) throws IOException {
        return RawUpstream.start(conversation -> {
            conversation.readHead();
            script.serve(conversation.acceptWebSocket(""));
        });
    }

    /** A server that sends every message back and closes as it is closed. */
    static RawUpstream echo() throws IOException {
        return server(WebSockets::echo);
    }

    static void echo(RawWebSocket socket) throws IOException {
        while (true) {
            RawWebSocket.Received frame = socket.readPastPings();
            byte[] payload = frame.text().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            socket.frame((frame.isFin() ? RawWebSocket.FIN : 0) | frame.opCode(), payload);
            if (frame.opCode() == RawWebSocket.CLOSE) {
                return;
            }
        }
    }

    /** The handshake of a script, answered or not. */
    static RawClient ask(RunningProxy proxy, RawUpstream upstream, String path, String fields) throws IOException {
        return proxy.raw(
                "GET", "/api/proxy" + path, "X-Target-Server: " + upstream.url() + "\r\n" + HANDSHAKE + fields);
    }

    static RawWebSocket open(RunningProxy proxy, RawUpstream upstream) throws IOException {
        RawClient client = ask(proxy, upstream, "/pty", "");
        int status = client.readHead();
        if (status != 101) {
            throw new IOException("No tunnel: " + client.head());
        }
        return client.webSocket();
    }
}
