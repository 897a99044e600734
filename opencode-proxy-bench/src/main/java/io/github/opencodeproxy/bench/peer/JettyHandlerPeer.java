package io.github.opencodeproxy.bench.peer;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Server;

/** Jetty's own proxy without servlets. */
final class JettyHandlerPeer {

    private JettyHandlerPeer() {}

    /** The port, the origin's URL. */
    public static void main(String[] args) throws Exception {
        String origin = args[1];
        Server server = new Server(Integer.parseInt(args[0]));
        server.setHandler(
                new ProxyHandler.Reverse(request -> HttpURI.build(origin)
                        .pathQuery(request.getHttpURI().getPathQuery())
                        .asImmutable()) {
                    @Override
                    protected void configureHttpClient(HttpClient client) {
                        super.configureHttpClient(client);
                        client.setMaxConnectionsPerDestination(16_384);
                    }
                });
        server.start();
        server.join();
    }
}
