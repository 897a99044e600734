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
        /** A message handler may keep its thread, which slows the client down. */
        WEBSOCKET_BACK_PRESSURE,
        /** The servlet sees the trailers of a request. */
        REQUEST_TRAILERS,
        /** The servlet can send trailers. */
        RESPONSE_TRAILERS,
        /** The servlet sees the names of fields as they were sent; others turn them into lower case. */
        FIELD_NAMES_AS_SENT,
        /** A content type crosses with a charset that Java does not know; others drop the charset. */
        UNKNOWN_CHARSETS,
        /** A bare CR in a field and a blank before its colon are refused; others read two fields, or another value. */
        STRICT_FIELD_LINES,
        /** A body that is none is left to the servlet to answer; others send a page of their own. */
        BROKEN_BODY,
        /** The servlet sees that a request has both a length and chunks; others drop the length and close. */
        BOTH_FRAMINGS_SEEN,
        /** A chunk length that is no number is noticed. */
        STRICT_CHUNKS
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
