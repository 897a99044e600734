package io.github.opencodeproxy.bench.peer;

import jakarta.servlet.Servlet;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.proxy.ProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Proxies that are servlets, on Jetty, as their documentation sets them up, with as many connections as they like. */
final class JettyServletPeer {

    private static final String CONNECTIONS = "16384";

    private JettyServletPeer() {}

    /** Which servlet, the port, the origin's URL. */
    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(args[1]));
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(servlet(args[0]));
        holder.setInitParameter("proxyTo", args[2]);
        holder.setInitParameter("maxThreads", "64");
        holder.setInitParameter("maxConnections", CONNECTIONS);
        holder.setInitParameter("targetUri", args[2]);
        holder.setInitParameter("http.maxConnections", CONNECTIONS);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
        server.join();
    }

    private static Servlet servlet(String name) {
        return switch (name) {
            case "jetty-async" -> new AsyncProxyServlet.Transparent();
            case "jetty-servlet" -> new ProxyServlet.Transparent();
            case "mitre" -> new org.mitre.dsmiley.httpproxy.ProxyServlet();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
