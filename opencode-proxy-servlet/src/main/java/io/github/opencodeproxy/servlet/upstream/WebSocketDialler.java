package io.github.opencodeproxy.servlet.upstream;

import io.github.opencodeproxy.core.policy.Upstream;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.UpgradeListener;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.jspecify.annotations.Nullable;

/** Begins WebSockets on the connections of the one client. Safe for use by many threads. */
final class WebSocketDialler {

    private final HttpClient client;

    /** Made with the first tunnel: most requests are none. */
    private @Nullable WebSocketCoreClient webSockets;

    WebSocketDialler(HttpClient client) {
        this.client = client;
    }

    /** See {@link UpstreamClient#connect}. */
    CompletableFuture<CoreSession> connect(
            Upstream upstream, String pathAndQuery, FrameHandler end, Consumer<Request> handshake) throws IOException {
        if (pathAndQuery.startsWith("//")) {
            // Jetty would read it as a host.
            throw new IOException("No path: " + pathAndQuery.length() + " characters");
        }
        // The origin is http or https.
        URI origin = URI.create("ws" + upstream.url().origin().substring("http".length()));
        WebSocketCoreClient webSocketClient = webSockets();
        CoreClientUpgradeRequest upgrade = CoreClientUpgradeRequest.from(webSocketClient, origin, end);
        upgrade.tag(upstream);
        upgrade.addListener(new UpgradeListener() {
            @Override
            public void onHandshakeRequest(Request request) {
                request.path(pathAndQuery);
                handshake.accept(request);
            }
        });
        return webSocketClient.connect(upgrade);
    }

    private synchronized WebSocketCoreClient webSockets() throws IOException {
        if (webSockets == null) {
            WebSocketCoreClient made = new WebSocketCoreClient(client, null);
            try {
                made.start();
            } catch (Exception e) {
                throw new IOException("WebSockets cannot be started", e);
            }
            webSockets = made;
        }
        return webSockets;
    }

    synchronized void stop() throws Exception {
        if (webSockets != null) {
            webSockets.stop();
        }
    }
}
