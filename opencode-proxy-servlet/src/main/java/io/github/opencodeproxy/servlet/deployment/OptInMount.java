package io.github.opencodeproxy.servlet.deployment;

import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import io.github.opencodeproxy.servlet.config.ContainerConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mounts the UI and the proxy at {@code /*} of a web application that asks for it with the context-parameter {@code
 * opencode.proxy.enabled}. A container runs this wherever the jar lies, so without that word it does nothing.
 *
 * <p>What it mounts starts and stops with the application.
 */
public final class OptInMount implements ServletContainerInitializer {

    private static final String EVERYTHING = "/*";

    /** For the container's service loader. */
    public OptInMount() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        if (isAskedFor(context)) {
            // Read now, because a wrong configuration has to stop the deployment: not every container stops when a
            // servlet cannot start.
            ContainerConfig.of(context);
            mount(context);
        }
    }

    private static boolean isAskedFor(ServletContext context) throws ServletException {
        String value = context.getInitParameter(ContainerConfig.ENABLED);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new ServletException("The context-parameter " + ContainerConfig.ENABLED + " must be true or false");
        }
        return "true".equals(value);
    }

    private static void mount(ServletContext context) throws ServletException {
        FilterRegistration.@Nullable Dynamic ui = context.addFilter("opencode-ui", new StaticAssetFilter());
        ServletRegistration.@Nullable Dynamic proxy = context.addServlet("opencode-proxy", new ProxyServlet());
        if (ui == null || proxy == null || !proxy.addMapping(EVERYTHING).isEmpty()) {
            throw new ServletException(ContainerConfig.ENABLED + " mounts a filter \"opencode-ui\" and a servlet"
                    + " \"opencode-proxy\" at /*, but the application has one of that name or a servlet at /* already");
        }
        ui.setAsyncSupported(true);
        // After the filters of the application's own web.xml: one of them may be its login.
        ui.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, EVERYTHING);
        proxy.setAsyncSupported(true);
        proxy.setLoadOnStartup(0);
    }
}
