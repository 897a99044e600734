package io.github.opencodeproxy.servlet.assets;

import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.config.ContainerConfig;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the UI out of the jar {@code opencode-ui-assets}: the landing page at the base, the page of a server at
 * {@code s/{id}/…}, and the files that they load. Map it to {@code /*} in front of the {@code ProxyServlet}, with async
 * support, as it hands {@code api/…}, {@code healthz}, {@code readyz}, {@code metrics} and every method other than GET and
 * HEAD down the chain. Everything else it answers itself, unknown paths with a 404.
 *
 * <p>Files are immutable for a year, negotiated by {@code Accept-Encoding} (RFC 9110 12.5.3) and served in single byte
 * ranges (14); pages are revalidated each time by {@code If-None-Match} (13.1.2). Every answer carries
 * {@code X-Opencode-Proxy} and a Content-Security-Policy.
 *
 * <p>Without the jar on the class path the filter works, says so once in the log, and answers pages with a 404 problem
 * (RFC 9457) that names the dependency.
 *
 * <p>Safe for use by many threads.
 */
public final class StaticAssetFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(StaticAssetFilter.class);

    private BasePath base;
    private boolean isConfiguredByContainer;
    private final StaticSite site;
    private final String description;

    /**
     * Makes a filter that takes its base path from its container, as {@code web.xml} does. Otherwise as {@link
     * #StaticAssetFilter(BasePath)}. It needs SmallRye Config on the class path.
     */
    public StaticAssetFilter() {
        this(BasePath.of(""));
        isConfiguredByContainer = true;
    }

    /**
     * Reads the UI's index from the thread's context class loader, or where that has none, from this class's own.
     *
     * @param base where the gateway shows us; not null
     * @throws IllegalStateException when the UI on the class path is broken or made for another version of this library
     * @throws java.io.UncheckedIOException when the class path cannot be read
     */
    public StaticAssetFilter(BasePath base) {
        this(base, loaders());
    }

    /** Takes the first UI that one of these loaders has. */
    StaticAssetFilter(BasePath base, List<ClassLoader> loaders) {
        Optional<AssetCatalog> catalog = loaders.stream()
                .flatMap(loader -> AssetCatalog.find(loader).stream())
                .findFirst();
        this.base = base;
        this.site = catalog.<StaticSite>map(CatalogSite::new).orElseGet(StaticSite::missing);
        this.description = catalog.map(found -> "Serving the UI of " + found)
                .orElse("No META-INF/opencode-ui on the class path: the API works, but there is no UI. "
                        + "Add io.github.opencodeproxy:opencode-ui-assets to have it");
    }

    /** A WAR's UI is visible to the context loader alone when several WARs share this library. */
    private static List<ClassLoader> loaders() {
        return Stream.of(Thread.currentThread().getContextClassLoader(), StaticAssetFilter.class.getClassLoader())
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Says in one line of the log which UI is served, or what is missing.
     *
     * @throws ServletException when the container's configuration is wrong; the message has every problem and no secret
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (isConfiguredByContainer) {
            base = BasePath.of(ContainerConfig.of(config).basePath());
        }
        LOG.info(description);
    }

    /**
     * Answers, or hands down the chain.
     *
     * @throws IOException when the client left, or from the chain
     * @throws ServletException from the chain
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            StaticRequest facts = StaticRequest.from(http, base);
            if (!facts.isForServlet()) {
                write(site.answer(facts), http, answer);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static void write(StaticAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            StaticHeaders.apply(response);
            answer.write(request, response);
        } catch (FileNotFoundException incomplete) {
            // The index is checked at the start, the 2,800 files behind it are not: that would cost a second.
            LOG.error("The UI jar is not complete: {}", incomplete.getMessage());
            response.reset();
            StaticHeaders.apply(response);
            NotFoundAnswer.problem().write(request, response);
        }
    }
}
