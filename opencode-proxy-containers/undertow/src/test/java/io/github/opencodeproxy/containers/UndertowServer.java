package io.github.opencodeproxy.containers;

import io.github.opencodeproxy.servlet.contract.ContractContainer;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.Version;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Undertow, embedded. */
public final class UndertowServer implements ContractContainer {

    private static final int BUFFER_BYTES = 16 * 1024;

    @Override
    public String name() {
        return "Undertow " + Version.getVersionString();
    }

    @Override
    public Set<Capability> capabilities() {
        // Handlers of WebSockets run on the thread that also writes.
        return EnumSet.complementOf(EnumSet.of(
                Capability.STRICT_FIELD_LINES, Capability.STRICT_CHUNKS, Capability.WEBSOCKET_BACK_PRESSURE));
    }

    @Override
    public Running start(HttpServlet servlet) throws Exception {
        XnioWorker worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, 2)
                        .set(Options.WORKER_TASK_CORE_THREADS, 8)
                        .set(Options.WORKER_TASK_MAX_THREADS, 8)
                        .set(Options.TCP_NODELAY, true)
                        .getMap());
        DeploymentManager deployment = Servlets.newContainer().addDeployment(deployment(servlet, worker));
        deployment.deploy();
        Undertow server = Undertow.builder()
                .setWorker(worker)
                .addHttpListener(0, "127.0.0.1")
                // Its own limit would cut a body at 2 MB before we can say anything about it.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MAX_HEADERS, 1000)
                .setHandler(deployment.start())
                .build();
        server.start();
        return new Running() {
            @Override
            public int port() {
                InetSocketAddress address =
                        (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
                return address.getPort();
            }

            @Override
            public void stop() throws Exception {
                server.stop();
                deployment.stop();
                deployment.undeploy();
                worker.shutdownNow();
                worker.awaitTermination();
            }
        };
    }

    private static DeploymentInfo deployment(HttpServlet servlet, XnioWorker worker) {
        WebSocketDeploymentInfo webSockets = new WebSocketDeploymentInfo()
                .setWorker(worker)
                .setBuffers(new DefaultByteBufferPool(true, BUFFER_BYTES));
        return Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("proxy")
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, webSockets)
                .addServlet(
                        new ServletInfo("proxy", servlet.getClass(), new ImmediateInstanceFactory<HttpServlet>(servlet))
                                .setAsyncSupported(true)
                                .setLoadOnStartup(0)
                                .addMapping("/*"));
    }
}
