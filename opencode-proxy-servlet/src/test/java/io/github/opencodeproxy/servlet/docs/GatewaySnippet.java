package io.github.opencodeproxy.servlet.docs;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** The README's example. What stands between the two marks is there literally; {@link SnippetsTest} compares them. */
// snippet:begin gateway
@WebListener
public final class GatewaySnippet implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        BasePath base = BasePath.of("/notebook/team/box");
        ProxyOptions options = ProxyOptions.builder()
                .basePath(base)
                .policy(Allowlist.builder().allow("*.team.svc.cluster.local").build())
                .build();

        FilterRegistration.Dynamic ui = context.addFilter("opencode-ui", new StaticAssetFilter(base));
        ui.setAsyncSupported(true);
        ui.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");

        ServletRegistration.Dynamic proxy = context.addServlet("opencode-proxy", new ProxyServlet(options));
        proxy.setAsyncSupported(true);
        proxy.addMapping("/*");
        proxy.setLoadOnStartup(0);
    }
}
// snippet:end gateway
