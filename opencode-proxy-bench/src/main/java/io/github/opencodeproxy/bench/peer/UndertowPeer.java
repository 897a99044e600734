package io.github.opencodeproxy.bench.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;

/** Undertow's own proxy without servlets. */
final class UndertowPeer {

    private UndertowPeer() {}

    /** The port, the origin's URL. */
    public static void main(String[] args) {
        // In this order: a host takes the number that is set when it is added.
        LoadBalancingProxyClient client =
                new LoadBalancingProxyClient().setConnectionsPerThread(16_384).addHost(URI.create(args[1]));
        Undertow.builder()
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(ProxyHandler.builder()
                        .setProxyClient(client)
                        .setMaxRequestTime(-1)
                        .build())
                .build()
                .start();
    }
}
