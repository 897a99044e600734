package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import io.github.opencodeproxy.servlet.operations.AccessLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The sample as an object: started with a configuration, stopped with {@link #close()}.
 *
 * <p>Server and client share one thread pool, scheduler and buffer pool.
 */
public final class SampleServer implements AutoCloseable {

    /** With the notice before it and what tunnels and pools need after it 25 s; Kubernetes kills after 30 s. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(17);

    private static final Duration LONGEST_NOTICE = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final String EVERYTHING = "/*";
    private static final int NO_EXTRAS = ServletContextHandler.NO_SESSIONS | ServletContextHandler.NO_SECURITY;

    private final Server server;
    private final ServerConnector connector;
    private final @Nullable ServerConnector management;
    private final Observers observers;
    private final ClusterServers found;
    private final Notice notice;

    private SampleServer(ServerConfig config, Patience patience, AccessLog accessLog) {
        observers = new Observers(accessLog);
        found = ClusterServers.of(config.discovery());
        server =
                new Server(new HttpThreads(), new ScheduledExecutorScheduler("timer", true), new ArrayByteBufferPool());
        server.setStopTimeout(LONGEST_DRAIN.toMillis());
        connector = Connectors.http(server, config.bindAddress(), config.port(), patience.keepAlive());
        server.addConnector(connector);
        management = management(config, patience.keepAlive());
        ProblemPage problems = new ProblemPage(Version.current());
        server.setErrorHandler(problems);
        ServletContextHandler context = context(config);
        context.setErrorHandler(problems);
        BasePath basePath = BasePath.of(config.proxy().basePath());
        notice = new Notice(basePath, new Drain(new RequestGate(new SlowBodies(context, patience))));
        WaitingHandler waiting = new WaitingHandler(basePath, new Management(management, observers::scrape, notice));
        SlowHeads heads = new SlowHeads(waiting, patience.head());
        server.getBeans(ServerConnector.class).forEach(each -> each.addBean(heads, false));
        server.setHandler(heads);
    }

    private @Nullable ServerConnector management(ServerConfig config, Duration keepAlive) {
        if (config.managementPort() == null) {
            return null;
        }
        ServerConnector made = Connectors.http(server, config.bindAddress(), config.managementPort(), keepAlive);
        server.addConnector(made);
        return made;
    }

    /**
     * Starts. Its access log goes to the logger {@value AccessLog#LOGGER}.
     *
     * @param config the configuration, not null
     * @return the running server, to be closed when done
     * @throws IOException when the port cannot be had
     */
    public static SampleServer start(ServerConfig config) throws IOException {
        return start(config, AccessLog.toLogger());
    }

    /** Starts with an access log, which it closes. */
    static SampleServer start(ServerConfig config, AccessLog accessLog) throws IOException {
        return start(config, Patience.STANDARD, accessLog);
    }

    /** Starts with another limit for idle connections, so that tests need not wait for it. */
    static SampleServer start(ServerConfig config, Duration keepAlive) throws IOException {
        return start(config, Patience.STANDARD.withKeepAlive(keepAlive));
    }

    /** Starts with other limits, so that tests need not wait for them. */
    static SampleServer start(ServerConfig config, Patience patience) throws IOException {
        return start(config, patience, AccessLog.toLogger());
    }

    private static SampleServer start(ServerConfig config, Patience patience, AccessLog accessLog) throws IOException {
        SampleServer sample = new SampleServer(config, patience, accessLog);
        try {
            sample.server.start();
            return sample;
        } catch (IOException e) {
            sample.close();
            throw e;
        } catch (Exception e) {
            sample.close();
            throw new IllegalStateException("Not started", e);
        }
    }

    private ServletContextHandler context(ServerConfig config) {
        ServletContextHandler context = new ServletContextHandler("/", NO_EXTRAS);
        ServletHandler servlets = context.getServletHandler();
        // Without this, asking for the path of a request with an escaped slash would throw.
        servlets.setDecodeAmbiguousURIs(true);
        servlets.setStartWithUnavailable(false);
        // Else Jetty would say which charset a text is in that an upstream has sent without one.
        context.getMimeTypes().clear();
        // For ProxyServlet, which answers an upgrade with it: nothing is mapped.
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        // Made and started while the server starts and not before: by then the threads run that the proxy's client is
        // to
        // share, and what the server has started, the client leaves alone when it stops.
        context.addServletContainerInitializer((classes, servletContext) -> addProxy(servletContext, config.proxy()));
        return context;
    }

    private void addProxy(ServletContext servletContext, ProxyConfig config) {
        FilterRegistration.Dynamic assets =
                servletContext.addFilter("assets", new StaticAssetFilter(BasePath.of(config.basePath())));
        assets.setAsyncSupported(true);
        assets.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, EVERYTHING);
        ProxyOptions options = ProxyOptions.from(config)
                .httpClient(client())
                .discovery(found.start())
                .listener(observers.listener())
                .traceContext(observers.traceContext())
                .build();
        ServletRegistration.Dynamic proxy = servletContext.addServlet("proxy", new ProxyServlet(options));
        proxy.setAsyncSupported(true);
        proxy.addMapping(EVERYTHING);
        // Starts the client.
        proxy.setLoadOnStartup(0);
    }

    private HttpClient client() {
        ClientConnector clientConnector = new ClientConnector();
        clientConnector.setSelectors(Connectors.selectors());
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(clientConnector));
        client.setExecutor(server.getThreadPool());
        client.setScheduler(server.getScheduler());
        client.setByteBufferPool(server.getByteBufferPool());
        return client;
    }

    /** {@return the TCP port that is listened on} */
    public int port() {
        return connector.getLocalPort();
    }

    /** {@return the TCP port for metrics and probes alone, null when there is none} */
    @Nullable
    Integer managementPort() {
        return management == null ? null : management.getLocalPort();
    }

    Notice notice() {
        return notice;
    }

    /**
     * Stops like {@link #close()}, after a notice to whoever asks for {@code /readyz}: everything is served until no more comes,
     * for 5 seconds at most. Within 25 seconds in all.
     */
    public void retire() {
        notice.give(QUIET, LONGEST_NOTICE);
        close();
    }

    /** Stops: requests that have begun come to their end, within 17 seconds. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Not stopped cleanly", e);
        } finally {
            found.close();
            observers.close();
        }
    }
}
