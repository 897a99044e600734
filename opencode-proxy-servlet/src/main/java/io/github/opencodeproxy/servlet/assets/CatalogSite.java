package io.github.opencodeproxy.servlet.assets;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The UI's address space. Paths are compared as they came: an escaped or roundabout spelling of a name is another name,
 * and there is nothing under it.
 *
 * <pre>{@code
 * B                  -> redirect to ./<last segment>/
 * B/                 -> the landing page
 * B/s/{id}           -> redirect to ./{id}/
 * B/s/{id}/…         -> the page of that server (navigations only)
 * B/ui/<build>/…     -> a catalogue file
 * everything else    -> 404
 * }</pre>
 */
final class CatalogSite implements StaticSite {

    private static final String MOUNT = "/s/";
    private static final int MAX_ID = 128;
    /** The key of a provided server, or the id that a browser gave to a server of its user. */
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*|~[a-z2-7]{8}");
    /** The container already refused controls; what is left of strange queries is not worth a header. */
    private static final Pattern PLAIN_QUERY = Pattern.compile("[\\x21-\\x7e]*");

    private final AssetCatalog catalog;

    CatalogSite(AssetCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public StaticAnswer answer(StaticRequest request) {
        String path = request.path();
        if (path.isEmpty()) {
            return withSlash(request.rawPath(), request.query());
        }
        if (request.isLandingWanted()) {
            return new PageAnswer(catalog.landing(), IndexPage.up(path));
        }
        if (path.startsWith(MOUNT)) {
            return underMount(request);
        }
        Optional<Asset> asset = catalog.asset(path.substring(1));
        return asset.isPresent() ? new FileAnswer(catalog, asset.get()) : notFound(request);
    }

    private StaticAnswer underMount(StaticRequest request) {
        String path = request.path();
        int slash = path.indexOf('/', MOUNT.length());
        String id = path.substring(MOUNT.length(), slash < 0 ? path.length() : slash);
        if (id.length() > MAX_ID || !ID.matcher(id).matches()) {
            return notFound(request);
        }
        if (slash < 0) {
            return withSlash(request.rawPath(), request.query());
        }
        return request.isPageWanted() ? new PageAnswer(catalog.mount(), IndexPage.up(path)) : notFound(request);
    }

    /**
     * Adds the missing slash by a path relative to the last segment. So it holds whatever prefix the gateway took off, and
     * the leading {@code ./} keeps a segment from being read as a scheme or, with {@code //}, as another host.
     */
    private static StaticAnswer withSlash(String rawPath, @Nullable String query) {
        String segment = rawPath.substring(rawPath.lastIndexOf('/') + 1);
        String location = segment.isEmpty() ? "./" : "./" + segment + "/";
        boolean isKept = query != null && PLAIN_QUERY.matcher(query).matches();
        return new RedirectAnswer(isKept ? location + '?' + query : location);
    }

    private static StaticAnswer notFound(StaticRequest request) {
        return request.isPageWanted() ? NotFoundAnswer.page(IndexPage.up(request.path())) : NotFoundAnswer.problem();
    }
}
