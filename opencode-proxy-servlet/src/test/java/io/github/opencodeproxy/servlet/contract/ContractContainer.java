package io.github.opencodeproxy.servlet.contract;

import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.Set;

/**
 * A servlet container that the contract tests run on. Found with {@link java.util.ServiceLoader}; without one they run on
 * the Jetty of this module. Stateless: every test starts a server of its own.
 */
public interface ContractContainer {

    /** What a servlet cannot bring to a container that lacks it. A test that needs one says so and is skipped. */
    enum Capability {
        /** WebSockets by Jakarta's API. */
        WEBSOCKET,
        /** The servlet sees the trailers of a request. */
        REQUEST_TRAILERS,
        /** The servlet can send trailers. */
        RESPONSE_TRAILERS
    }

    /** A server that runs. */
    interface Running {

        /** {@return the TCP port on loopback} */
        int port();

        /** Stops it; blocks until it has. */
        void stop() throws Exception;
    }

    /** {@return its name and version, for messages} */
    String name();

    /** {@return what it can do; all of it unless overridden} */
    default Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /**
     * Starts a server on a free loopback port, as lenient about requests as the container can be.
     *
     * @param servlet the servlet, mapped to every path of the root context with {@code asyncSupported}
     * @return the running server
     * @throws Exception when it does not start
     */
    Running start(HttpServlet servlet) throws Exception;
}
