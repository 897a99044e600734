package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The client's half of the opening handshake (RFC 6455, 4.2.1), checked before a server is asked. */
final class UpgradeHead {

    static final String VERSION = "13";

    /** 16 bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    /** A token (RFC 9110, 5.6.2). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

    private UpgradeHead() {}

    /**
     * {@return the subprotocols that the client offers, in its order}
     *
     * @throws RequestRefusedException {@code request_malformed} with what is wrong as its reason
     */
    static List<String> check(ClientRequest request) throws RequestRefusedException {
        Headers headers = request.headers();
        require(request.method().equals("GET"), "websocket_method");
        require(headers.values("Sec-WebSocket-Version").equals(List.of(VERSION)), "websocket_version");
        List<String> keys = headers.values("Sec-WebSocket-Key");
        require(keys.size() == 1 && KEY.matcher(keys.get(0)).matches(), "websocket_key");
        require(items(headers, "Connection").stream().anyMatch("upgrade"::equalsIgnoreCase), "websocket_connection");
        require(!request.hasBody(), "websocket_body");
        List<String> offered = items(headers, "Sec-WebSocket-Protocol");
        require(offered.stream().allMatch(name -> TOKEN.matcher(name).matches()), "websocket_protocol");
        require(offered.stream().distinct().count() == offered.size(), "websocket_protocol");
        return offered;
    }

    private static List<String> items(Headers headers, String name) {
        List<String> items = new ArrayList<>();
        for (String line : headers.values(name)) {
            for (String item : line.split(",", -1)) {
                if (!item.isBlank()) {
                    items.add(item.strip());
                }
            }
        }
        return items;
    }

    private static void require(boolean isTrue, String reason) throws RequestRefusedException {
        if (!isTrue) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, reason);
        }
    }
}
