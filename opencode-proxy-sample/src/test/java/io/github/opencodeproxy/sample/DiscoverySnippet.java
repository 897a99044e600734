package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.kubernetes.ClusterAccess;
import io.github.opencodeproxy.kubernetes.KubernetesDirectory;
import io.github.opencodeproxy.kubernetes.Search;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;

/** The code of docs/kubernetes.md; {@link DiscoveryTest} compares them. */
final class DiscoverySnippet implements AutoCloseable {

    // snippet:begin
    private final KubernetesDirectory found;
    private final ProxyServlet servlet;

    DiscoverySnippet(ClusterAccess cluster, TargetPolicy policy) {
        found = KubernetesDirectory.start(cluster, Search.in("my-namespace"));
        servlet = new ProxyServlet(
                ProxyOptions.builder().policy(policy).discovery(found).build());
    }

    /** After the servlet. */
    @Override
    public void close() {
        found.close();
    }
    // snippet:end

    ProxyServlet servlet() {
        return servlet;
    }
}
