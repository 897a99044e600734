package io.github.opencodeproxy.bench;

import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Jetty's own asynchronous proxy servlet, as its documentation sets it up. */
final class JettyAsyncPeer {

    private JettyAsyncPeer() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(args[0]));
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new AsyncProxyServlet.Transparent());
        holder.setInitParameter("proxyTo", args[1]);
        holder.setInitParameter("maxThreads", "64");
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
        server.join();
    }
}
