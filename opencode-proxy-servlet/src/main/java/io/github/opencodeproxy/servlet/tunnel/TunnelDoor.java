package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Takes a request that asks for a WebSocket, selected and proven like any other, and knows every tunnel that is open.
 *
 * <p>The server is asked first, while the client waits without a thread; only when the server has agreed is the client's
 * side upgraded, in a second dispatch. So a refusal of the server is still a plain answer for the client, and a frame that
 * the client sends early waits in the connection. Safe for use by many threads.
 */
public final class TunnelDoor implements AutoCloseable {

    /** The name that Jakarta WebSocket 2.1, 6.4 gives it; no class of that API may be touched where there is none. */
    private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

    private static final String OPENING = Opening.class.getName();

    /** How many threads of the container may wait at once for servers that are slow to take what clients send. */
    private static final int WAITING_THREADS = 16;

    /** How many of our threads may wait at once for clients to take parts of long messages. */
    private static final int PART_THREADS = 16;

    /** How many may say farewell at once, and how many may ping: some containers wait until that is sent. */
    private static final int SHORT_THREADS = 16;

    private static final long FAREWELL_MILLIS = 2_000;

    private final Rooms rooms;
    private final TunnelLimits limits;
    private final Semaphore waiting = new Semaphore(WAITING_THREADS);
    private final Semaphore parts = new Semaphore(PART_THREADS);
    private final Lane farewells;
    private final Lane pings;
    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();

    private volatile boolean isClosed;

    /**
     * Makes the door.
     *
     * @param rooms what the exchanges share
     * @param limits what one tunnel may use
     */
    public TunnelDoor(Rooms rooms, TunnelLimits limits) {
        this.rooms = rooms;
        this.limits = limits;
        this.farewells = new Lane(rooms.client().executor(), SHORT_THREADS);
        this.pings = new Lane(rooms.client().executor(), SHORT_THREADS);
    }

    /**
     * Opens a tunnel and returns at once.
     *
     * @param request the request
     * @param selection where it wants to go, not yet vetted
     * @param report ended by the tunnel
     * @param servletRequest the container's request, made asynchronous by this
     * @param response the container's response
     * @throws RequestRefusedException when there is to be none
     */
    public void open(
            ClientRequest request,
            Selection selection,
            Report report,
            HttpServletRequest servletRequest,
            HttpServletResponse response)
            throws RequestRefusedException {
        if (servletRequest.getServletContext().getAttribute(CONTAINER) == null) {
            throw new RequestRefusedException(ProblemCode.UPGRADE_UNSUPPORTED);
        }
        List<String> offered;
        try {
            offered = UpgradeHead.check(request);
        } catch (RequestRefusedException e) {
            // RFC 6455, 4.4: a client with another version learns which one to use.
            response.setHeader("Sec-WebSocket-Version", UpgradeHead.VERSION);
            throw e;
        }
        AsyncContext async = servletRequest.startAsync();
        async.setTimeout(0);
        Opening opening = new Opening(this, request, selection, offered, async, report);
        servletRequest.setAttribute(OPENING, opening);
        opening.start();
    }

    /**
     * {@return whether the container has come back with a request of which the server has decided}
     *
     * @param servletRequest the container's request
     * @param response the container's response
     * @throws IOException when the client is gone
     */
    public boolean resumes(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        if (servletRequest.getAttribute(OPENING) instanceof Opening opening) {
            opening.finish(servletRequest, response);
            return true;
        }
        return false;
    }

    Rooms rooms() {
        return rooms;
    }

    TunnelLimits limits() {
        return limits;
    }

    Semaphore waiting() {
        return waiting;
    }

    /** {@return a permit for each part of a message that waits for its client} */
    Semaphore parts() {
        return parts;
    }

    /** {@return where the clients' sides are closed} */
    Executor farewells() {
        return farewells;
    }

    /** {@return where pings are sent} */
    Executor pings() {
        return pings;
    }

    void add(Tunnel tunnel) {
        open.add(tunnel);
        if (isClosed) {
            tunnel.stop(new Closing(Closing.GOING_AWAY));
        }
    }

    void remove(Tunnel tunnel) {
        open.remove(tunnel);
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** Closes every tunnel with 1001 and waits a little for the farewells to leave. */
    @Override
    public void close() {
        isClosed = true;
        open.forEach(tunnel -> tunnel.stop(new Closing(Closing.GOING_AWAY)));
        long end = System.nanoTime() + FAREWELL_MILLIS * 1_000_000;
        synchronized (open) {
            try {
                for (long left = FAREWELL_MILLIS; !open.isEmpty() && left > 0; ) {
                    open.wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
