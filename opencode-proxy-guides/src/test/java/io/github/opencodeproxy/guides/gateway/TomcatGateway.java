package io.github.opencodeproxy.guides.gateway;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import io.github.opencodeproxy.servlet.identity.Identity;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat, embedded. */
final class TomcatGateway {

    private TomcatGateway() {}

    // snippet:begin tomcat
    static Tomcat gateway(int port) {
        Tomcat tomcat = new Tomcat();
        Connector connector = new Connector();
        connector.setPort(port);
        // Session ids and file names have escaped slashes and characters that some clients do not escape.
        connector.setEncodedSolidusHandling("passthrough");
        connector.setEncodedReverseSolidusHandling("passthrough");
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        connector.setProperty("maxHttpRequestHeaderSize", "32768");
        connector.setProperty("maxHeaderCount", "200");
        tomcat.setConnector(connector);

        Context context = tomcat.addContext("", null);
        // For OpenCode's terminal.
        context.addServletContainerInitializer(new WsSci(), null);

        BasePath base = BasePath.of("/opencode");
        // Your login filter comes here: the next one answers by itself.
        FilterDef ui = new FilterDef();
        ui.setFilterName("opencode-ui");
        ui.setFilter(new StaticAssetFilter(base));
        ui.setAsyncSupported("true");
        context.addFilterDef(ui);
        FilterMap everything = new FilterMap();
        everything.setFilterName("opencode-ui");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
        ProxyOptions options = ProxyOptions.builder()
                .basePath(base)
                .policy(Allowlist.builder().allow("*.team.svc.cluster.local").build())
                .identity(Identity.header("x-auth-request-email"))
                .build();
        Wrapper proxy = Tomcat.addServlet(context, "opencode-proxy", new ProxyServlet(options));
        proxy.setAsyncSupported(true);
        proxy.setLoadOnStartup(0);
        proxy.addMapping("/*");
        return tomcat;
    }
    // snippet:end tomcat
}
