package io.github.opencodeproxy.servlet.config;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a web application. The nearest wins: init-parameter of the servlet, context-parameter, entry in
 * {@code java:comp/env}, and then what the process has, as in {@link ConfigSources}.
 */
public final class ContainerConfig {

    /** The context-parameter that asks for the UI and the proxy to be mounted; it is not part of the configuration. */
    public static final String ENABLED = "opencode.proxy.enabled";

    private ContainerConfig() {}

    /**
     * Reads the configuration of a web application.
     *
     * @param context the application, not null
     * @return the configuration
     * @throws ServletException when anything is wrong; the message has every problem and no secret
     */
    public static ProxyConfig of(ServletContext context) throws ServletException {
        return read(context, Map.of(), List.of());
    }

    /**
     * Reads the configuration of a servlet.
     *
     * @param servlet the servlet, not null
     * @return the configuration
     * @throws ServletException when anything is wrong; the message has every problem and no secret
     */
    public static ProxyConfig of(ServletConfig servlet) throws ServletException {
        return read(servlet.getServletContext(), parameters(servlet), List.of());
    }

    /**
     * Reads the configuration of the filter, which uses the base path only, and checks all of it: a filter that cannot
     * start stops the deployment in every container, and a servlet does not.
     *
     * @param filter the filter, not null
     * @return the configuration
     * @throws ServletException when anything is wrong; the message has every problem and no secret
     */
    public static ProxyConfig of(FilterConfig filter) throws ServletException {
        Map<String, String> own = parameters(filter.getInitParameterNames(), filter::getInitParameter);
        List<ConfigProblem> misplaced = own.keySet().stream()
                .filter(name -> name.startsWith(Settings.PREFIX))
                .map(name ->
                        ConfigProblem.hidden(name, "has no effect on the filter", "the same name as a context-param"))
                .toList();
        own.keySet().removeIf(name -> name.startsWith(Settings.PREFIX));
        return read(filter.getServletContext(), own, misplaced);
    }

    /**
     * Refuses parameters for a servlet that was made from options in code, where they would have no effect.
     *
     * @param servlet the servlet, not null
     * @throws ServletException when it has some
     */
    public static void refuse(ServletConfig servlet) throws ServletException {
        List<ConfigProblem> problems = parameters(servlet).keySet().stream()
                .filter(name -> name.startsWith(Settings.PREFIX)
                        || name.equals(Settings.BASE_PATH.key())
                        || name.equals(Settings.LOCAL_URL.alias()))
                .map(name -> ConfigProblem.hidden(
                        name, "has no effect on a servlet that is made from ProxyOptions", "leave it out"))
                .toList();
        if (!problems.isEmpty()) {
            throw new ServletException(new InvalidConfigException(problems).getMessage());
        }
    }

    private static ProxyConfig read(ServletContext context, Map<String, String> own, List<ConfigProblem> misplaced)
            throws ServletException {
        Map<String, String> shared = parameters(context.getInitParameterNames(), context::getInitParameter);
        shared.remove(ENABLED);
        List<ConfigProblem> problems = new ArrayList<>(misplaced);
        try {
            ProxyConfig config = ProxyConfig.read(ConfigSources.below(List.of(own, shared, JndiValues.read())));
            if (problems.isEmpty()) {
                return config.inside(context.getContextPath());
            }
        } catch (InvalidConfigException e) {
            problems.addAll(e.problems());
        } catch (IllegalStateException e) {
            throw new ServletException(e.getMessage(), e);
        }
        throw new ServletException(new InvalidConfigException(problems).getMessage());
    }

    private static Map<String, String> parameters(ServletConfig servlet) {
        return parameters(servlet.getInitParameterNames(), servlet::getInitParameter);
    }

    private static Map<String, String> parameters(
            Enumeration<String> names, Function<String, @Nullable String> valueOf) {
        Map<String, String> values = new TreeMap<>();
        for (String name : Collections.list(names)) {
            String value = valueOf.apply(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }
}
