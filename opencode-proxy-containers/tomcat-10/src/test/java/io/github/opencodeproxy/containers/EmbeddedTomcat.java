package io.github.opencodeproxy.containers;

import io.github.opencodeproxy.servlet.contract.ContractContainer;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat, embedded. */
public final class EmbeddedTomcat implements ContractContainer {

    private static final Logger LOG = Logger.getLogger("org.apache");

    @Override
    public String name() {
        return ServerInfo.getServerInfo();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(
                Capability.REQUEST_TRAILERS,
                Capability.FIELD_NAMES_AS_SENT,
                Capability.UNKNOWN_CHARSETS,
                Capability.BROKEN_BODY,
                Capability.BOTH_FRAMINGS_SEEN));
    }

    @Override
    public Running start(HttpServlet servlet) throws Exception {
        // A start and a stop of each test are no news.
        LOG.setLevel(Level.SEVERE);
        Tomcat tomcat = new Tomcat();
        Path base = Path.of("target", "tomcat").toAbsolutePath();
        tomcat.setBaseDir(base.toString());
        Connector connector = connector();
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        Wrapper wrapper = Tomcat.addServlet(context, "proxy", servlet);
        wrapper.setLoadOnStartup(0);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/*");
        tomcat.start();
        return new Running() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void stop() throws Exception {
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }

    private static Connector connector() {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setEncodedSolidusHandling("passthrough");
        connector.setEncodedReverseSolidusHandling("passthrough");
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        connector.setMaxParameterCount(-1);
        connector.setProperty("maxHeaderCount", "-1");
        connector.setProperty("maxHttpRequestHeaderSize", "65536");
        connector.setProperty("maxHttpResponseHeaderSize", "73728");
        // Tomcat counts request trailers against a limit of their own.
        connector.setAllowTrace(true);
        return connector;
    }
}
