package io.github.opencodeproxy.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.httpproxy.HttpProxy;
import java.util.concurrent.TimeUnit;

/** Vert.x's proxy, one event loop for each processor. */
final class VertxPeer {

    private VertxPeer() {}

    /** The port, the origin's port. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        int port = Integer.parseInt(args[0]);
        int origin = Integer.parseInt(args[1]);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            vertx.deployVerticle(new io.vertx.core.AbstractVerticle() {
                        @Override
                        public void start() {
                            HttpClientOptions options = new HttpClientOptions().setMaxPoolSize(16_384);
                            HttpProxy proxy = HttpProxy.reverseProxy(vertx.createHttpClient(options));
                            proxy.origin(origin, "127.0.0.1");
                            vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                                    .requestHandler(proxy)
                                    .listen(port);
                        }
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
