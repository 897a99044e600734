/**
 * The model of opencode-proxy, free of any servlet or client library: what a server is, which servers may be reached,
 * which parts of a message cross, and whether a server is well.
 */
module io.github.opencodeproxy.core {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;

    exports io.github.opencodeproxy.core.message;
    exports io.github.opencodeproxy.core.connection;
    exports io.github.opencodeproxy.core.policy;
    exports io.github.opencodeproxy.core.health;
}
