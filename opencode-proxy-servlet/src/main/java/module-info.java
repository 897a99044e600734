/**
 * The Jakarta Servlet adapter: a proxy servlet and a filter for the web UI, for any container of Servlet 6.0 or later.
 */
module io.github.opencodeproxy.servlet {
    requires static transitive org.jspecify;
    requires transitive io.github.opencodeproxy.core;
    requires transitive jakarta.servlet;
    // Where a container has no WebSockets, there is none of it.
    requires static jakarta.websocket;
    requires transitive org.eclipse.jetty.client;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.util;
    // Only for configuration from outside, see docs/adr/0009.
    requires static io.smallrye.config;
    requires static org.eclipse.microprofile.config;
    requires java.naming;
    requires jdk.net;
    requires org.eclipse.jetty.websocket.core.client;
    requires org.eclipse.jetty.websocket.core.common;
    requires io.github.bucket4j.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.nimbusds.jose.jwt;
    requires org.slf4j;
    requires static transitive micrometer.core;
    requires static transitive io.opentelemetry.api;
    requires static io.opentelemetry.context;

    exports io.github.opencodeproxy.servlet;
    exports io.github.opencodeproxy.servlet.assets;
    exports io.github.opencodeproxy.servlet.config;
    exports io.github.opencodeproxy.servlet.identity;
    exports io.github.opencodeproxy.servlet.limits;
    exports io.github.opencodeproxy.servlet.operations;
    exports io.github.opencodeproxy.servlet.request;

    provides jakarta.servlet.ServletContainerInitializer with
            io.github.opencodeproxy.servlet.deployment.OptInMount;
}
