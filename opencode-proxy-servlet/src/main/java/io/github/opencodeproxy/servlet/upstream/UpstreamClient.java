package io.github.opencodeproxy.servlet.upstream;

import io.github.opencodeproxy.core.policy.Upstream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.UpgradeProtocolHandler;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.jspecify.annotations.Nullable;

/**
 * The only dialler. A request is tagged with its {@link Upstream}, and Jetty's client keys its pools by that tag, so a
 * connection is only ever used for the addresses that were vetted for it; the resolver hook hands out those addresses and
 * never asks DNS.
 *
 * <p>Everything that the client would do by itself is off: redirects, cookies, decompression, authentication, a
 * {@code User-Agent}, a {@code Content-Type}. Safe for use by many threads.
 */
public final class UpstreamClient implements AutoCloseable {

    private final HttpClient client;
    private final Scheduler scheduler;
    /** In place of the client's own, whose thread may outlive its stop by a moment: Tomcat takes that for a leak. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "opencode-proxy-timer");
        thread.setDaemon(true);
        return thread;
    });

    private final boolean isTimerOurs;
    private final Duration idleStream;
    private final Duration connect;
    private final AtomicInteger policyInForce = new AtomicInteger();
    private final WebSocketDialler webSockets;

    /**
     * Configures and starts a client.
     *
     * @param client a client that has not been started; owned by this object from now on
     * @param connect how long a connection may take to be made
     * @param idleStream how long an exchange may be silent in both directions
     */
    public UpstreamClient(HttpClient client, Duration connect, Duration idleStream) {
        this.client = client;
        this.idleStream = idleStream;
        this.connect = connect;
        isTimerOurs = client.getScheduler() == null;
        if (isTimerOurs) {
            timer.setRemoveOnCancelPolicy(true);
            client.setScheduler(new ScheduledExecutorScheduler(timer));
        }
        scheduler = client.getScheduler();
        webSockets = new WebSocketDialler(client);
        ClientSettings.apply(client, connect, policyInForce);
        start();
    }

    private void start() {
        try {
            client.start();
        } catch (Exception e) {
            IllegalStateException failure = new IllegalStateException("The HTTP client cannot be started", e);
            try {
                close();
            } catch (IllegalStateException notStopped) {
                failure.addSuppressed(notStopped);
            }
            throw failure;
        }
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        // Nothing is missed: interim answers end in the framing. One that came so far would leave its exchange neither
        // over nor to be aborted.
        client.getProtocolHandlers().put(new UpgradeProtocolHandler());
    }

    /**
     * Begins a request.
     *
     * @param upstream where to
     * @param method the method
     * @param pathAndQuery the raw path, beginning with a slash, and the raw query
     * @return a request with its {@code Host} set and nothing else
     */
    public Request newRequest(Upstream upstream, String method, String pathAndQuery) {
        // Jetty reads a path that begins with two slashes as a host.
        boolean isPathSafe = !pathAndQuery.startsWith("//");
        String origin = upstream.url().origin();
        Request request = isPathSafe
                ? client.newRequest(URI.create(origin)).path(pathAndQuery)
                : client.newRequest(URI.create(origin + pathAndQuery));
        return request.tag(upstream).method(method).idleTimeout(idleStream.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return whether a request met a connection that was used before and that its server closed without a word} */
    public static boolean isStale(Request request) {
        WatchedEndPoint endPoint = WatchedPool.endPointOf(request.getConnection());
        return endPoint != null && endPoint.isStale();
    }

    /** {@return the address that a request was sent to, null when it has no connection} */
    public static @Nullable SocketAddress addressOf(Request request) {
        Connection connection = request.getConnection();
        return connection == null ? null : connection.getRemoteSocketAddress();
    }

    /** Sends a request on a connection of its own, which no other has used or will use. */
    public void sendAlone(Request request, Response.CompleteListener listener) {
        client.resolveDestination(request)
                .newConnection(Promise.from(
                        connection -> {
                            Throwable cause = request.getAbortCause();
                            if (cause != null) {
                                connection.close();
                                listener.onComplete(new Result(request, cause, null, cause));
                                return;
                            }
                            request.onComplete(result -> connection.close());
                            connection.send(request, listener);
                        },
                        failure -> listener.onComplete(new Result(request, failure, null, failure))));
    }

    /**
     * Gives a request up and closes its connection, a little later and on another thread: an abort out of a callback of the
     * same exchange, or of a request that is stuck in a write, leaves the connection in the pool with the exchange
     * attached, and whoever draws it next fails.
     *
     * @param request the request
     * @param cause why
     */
    public void abort(Request request, Throwable cause) {
        Runnable giveUp = () -> {
            CompletableFuture<Boolean> unused = request.abort(cause).whenComplete((isAborted, failure) -> {
                Connection connection = request.getConnection();
                // An exchange that is over has given its connection back: it may be another's by now.
                if (connection != null && Boolean.TRUE.equals(isAborted)) {
                    connection.close();
                }
            });
        };
        execute(giveUp);
    }

    private void execute(Runnable task) {
        try {
            client.getExecutor().execute(task);
        } catch (RejectedExecutionException isStopping) {
            // All connections are being closed.
        }
    }

    /**
     * Leaves an answer of which nobody wants the body, and ends its connection. Out of the callback that has brought the
     * answer, before anything was read: Jetty's client gives the buffer with the beginning of the body back only to someone
     * who reads on.
     *
     * @param request the request
     * @param body the body of its answer
     */
    public void leave(Request request, Content.Source body) {
        if (WatchedPool.endPointOf(request.getConnection()) != null) {
            leaveUnread(request);
            readOut(body);
            // Nobody else gets it any more, and one that was upgraded nobody closes.
            hangUp(request);
        }
    }

    /** Has the connection of a request tell of its end, whatever the server still says, to who reads on. */
    public static void leaveUnread(Request request) {
        WatchedEndPoint endPoint = WatchedPool.endPointOf(request.getConnection());
        if (endPoint != null) {
            endPoint.leaveUnread();
        }
    }

    /** Reads what is there of a body and throws it away. For a thread that the client calls. */
    public static void readOut(Content.Source body) {
        boolean isEnd = false;
        while (!isEnd) {
            Content.Chunk chunk = body.read();
            isEnd = chunk == null || chunk.isLast();
            if (chunk != null) {
                chunk.release();
            }
        }
    }

    /**
     * Takes the connection of a request out of the pool, so that it serves no other afterwards. Somebody has to hang it up.
     *
     * @param request a request that is being answered
     */
    public void useNoMore(Request request) {
        Connection connection = request.getConnection();
        if (connection != null && client.resolveDestination(request) instanceof HttpDestination destination) {
            destination.getConnectionPool().remove(connection);
        }
    }

    /**
     * Closes the connection of a request that no other will get, on another thread.
     *
     * @param request the request
     */
    public void hangUp(Request request) {
        Connection connection = request.getConnection();
        if (connection != null) {
            execute(connection::close);
        }
    }

    /**
     * Gives up the pools of earlier policies: what is idle is closed now, what is in use when its exchange is over. Requests of
     * the policy in force have pools of their own.
     *
     * @param policyVersion the policy in force, as in {@link Upstream#policyVersion}
     */
    public void retirePoolsBefore(int policyVersion) {
        policyInForce.accumulateAndGet(policyVersion, Math::max);
        closeIdle();
        // A connection that is being made for a request that was turned out arrives in a pool, unused.
        scheduler.schedule(
                () -> client.getExecutor().execute(this::closeIdle), connect.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    }

    private void closeIdle() {
        for (Destination each : client.getDestinations()) {
            if (each instanceof HttpDestination destination
                    && destination.getConnectionPool() instanceof WatchedPool pool) {
                pool.closeIdle();
            }
        }
    }

    /** Does something in a second, when what is under way is surely done or stuck. */
    public void later(Runnable task) {
        scheduler.schedule(task, 1, TimeUnit.SECONDS);
    }

    /**
     * Begins a WebSocket (RFC 6455, 4.1). The answer is checked: a wrong {@code Sec-WebSocket-Accept}, a subprotocol or an
     * extension that was not offered fails. How long it may take is for the caller to say.
     *
     * @param upstream where to
     * @param pathAndQuery the raw path, beginning with one slash, and the raw query
     * @param end our end of it, which gets no frame before it demands one
     * @param handshake is given the request, ready to be sent but for the fields of its head
     * @return the session, or the failure
     * @throws IOException when no WebSocket can be begun
     */
    public CompletableFuture<CoreSession> connect(
            Upstream upstream, String pathAndQuery, FrameHandler end, Consumer<Request> handshake) throws IOException {
        return webSockets.connect(upstream, pathAndQuery, end, handshake);
    }

    /** {@return the threads that the client uses} */
    public Executor executor() {
        return client.getExecutor();
    }

    /** {@return the timer that the client keeps} */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Closes every connection. */
    @Override
    public void close() {
        try {
            webSockets.stop();
            client.stop();
            if (isTimerOurs) {
                // It cannot run again, but the client may.
                client.setScheduler(null);
            }
            timer.shutdownNow();
            if (!timer.awaitTermination(2, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The timer does not stop");
            }
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client cannot be stopped", e);
        }
    }
}
