package io.github.opencodeproxy.kubernetes;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.Discovery;
import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the resources of a namespace mean together.
 *
 * <ul>
 *   <li>A Sandbox that was claimed goes by the name of its claim: the name of the Sandbox may be a warm pool's.
 *   <li>A Sandbox that waits in a warm pool is nobody's yet and not shown.
 *   <li>A Service and a Sandbox of one name are one server: agent-sandbox calls a Sandbox's Service as the Sandbox.
 *   <li>A Sandbox without Service and pod is listed at the name that its Service would have. Nothing answers there, which is
 *       so: it sleeps.
 * </ul>
 */
final class Listing {

    /** The domain that a cluster has unless somebody chose another one; Sandboxes say theirs. */
    private static final String DOMAIN = ".svc.cluster.local";

    private final String namespace;
    private final Map<ServerKey, ProvidedServer> servers = new LinkedHashMap<>();

    private Listing(String namespace) {
        this.namespace = namespace;
    }

    /** {@return the servers in the order of their names} */
    static List<ProvidedServer> of(
            String namespace,
            Collection<ServiceItem> services,
            Collection<SandboxItem> sandboxes,
            Collection<ClaimItem> claims) {
        Listing listing = new Listing(namespace);
        Map<String, String> claimsBySandbox = new HashMap<>();
        claims.forEach(claim -> claimsBySandbox.put(claim.sandbox(), claim.name()));
        Map<String, SandboxItem> byName = new HashMap<>();
        for (SandboxItem sandbox : sandboxes) {
            byName.put(sandbox.name(), sandbox);
            String claim = claimsBySandbox.get(sandbox.name());
            if (claim != null || !sandbox.isPooled()) {
                listing.add(sandbox, claim);
            }
        }
        services.stream().filter(service -> !byName.containsKey(service.name())).forEach(listing::add);
        List<ProvidedServer> sorted = new ArrayList<>(listing.servers.values());
        sorted.sort(Comparator.comparing(
                        (ProvidedServer server) -> server.connection().displayName())
                .thenComparing(ProvidedServer::key));
        return List.copyOf(sorted);
    }

    private void add(SandboxItem sandbox, @Nullable String claim) {
        String host = sandbox.host() == null ? sandbox.name() + "." + namespace + DOMAIN : sandbox.host();
        add(
                claim == null ? sandbox.name() : claim,
                sandbox.port().at(host),
                new Discovery("sandbox", sandbox.state(), claim, sandbox.template(), sandbox.created()));
    }

    private void add(ServiceItem service) {
        add(service.name(), service.port().at(service.name() + "." + namespace + DOMAIN), Discovery.of("service"));
    }

    private void add(String name, String url, Discovery discovery) {
        ServerUrl parsed;
        try {
            parsed = ServerUrl.parse(url);
        } catch (InvalidServerUrlException e) {
            // A port of 0, say. There is nothing to reach.
            return;
        }
        ServerConnection.Http connection = new ServerConnection.Http(parsed, name, Credentials.none());
        ServerKey key = Keys.of(name);
        ServerKey free = servers.containsKey(key) ? Keys.distinct(parsed.host() + " " + name) : key;
        servers.putIfAbsent(free, ProvidedServer.discovered(free, connection, discovery));
    }
}
