package io.github.opencodeproxy.servlet.tunnel;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers the client with 101, in the container's way. */
final class ClientUpgrade extends ServerEndpointConfig.Configurator {

    private final ClientEnd end;
    private final String protocol;

    private ClientUpgrade(ClientEnd end, String protocol) {
        this.end = end;
        this.protocol = protocol;
    }

    static void upgrade(HttpServletRequest request, HttpServletResponse response, Tunnel tunnel, String protocol)
            throws IOException, ServletException, DeploymentException {
        ServerContainer container = (ServerContainer)
                Objects.requireNonNull(request.getServletContext().getAttribute(ServerContainer.class.getName()));
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(ClientEnd.class, "/")
                .subprotocols(protocol.isEmpty() ? List.of() : List.of(protocol))
                .configurator(new ClientUpgrade(new ClientEnd(tunnel), protocol))
                .build();
        container.upgradeHttpToWebSocket(request, response, config, Map.of());
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(end);
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return protocol;
    }

    /** No compression: its buffers would be most of the memory that an idle terminal takes. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    /** Looked at long ago, by the guard that looks at every request. */
    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}
}
