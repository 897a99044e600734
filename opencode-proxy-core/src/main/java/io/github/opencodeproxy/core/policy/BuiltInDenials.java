package io.github.opencodeproxy.core.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that no wildcard reaches. A plain {@code *.svc.cluster.local} would let in the Kubernetes API on 443 and, on
 * 80, the services that believe a {@code kubeflow-userid} header from inside the mesh.
 */
final class BuiltInDenials {
    private static final Set<String> NAMESPACES =
            Set.of("istio-system", "kubeflow", "auth", "oauth2-proxy", "knative-serving", "cert-manager", "monitoring");

    private BuiltInDenials() {}

    /**
     * Returns the denial that a name falls under, or null. A service is {@code name.namespace}, followed by nothing, by
     * {@code svc}, or by {@code svc} and the cluster's domain, whatever that is; a pod has {@code pod} in its place.
     */
    static @Nullable String of(String host) {
        int end = host.length();
        boolean last = true;
        while (end > 0) {
            int start = host.lastIndexOf('.', end - 1) + 1;
            boolean kind = isLabel(host, start, end, "svc") || isLabel(host, start, end, "pod");
            // without a kind the namespace is the last label; "a.svc" alone has none before it
            int namespaceEnd = kind ? start - 1 : end;
            if ((kind || last) && namespaceEnd > 0) {
                String denial = ofNamespaceAt(host, namespaceEnd);
                if (denial != null) {
                    return denial;
                }
            }
            last = false;
            end = start - 1;
        }
        return null;
    }

    private static @Nullable String ofNamespaceAt(String host, int end) {
        int start = host.lastIndexOf('.', end - 1) + 1;
        if (start == 0) {
            return null;
        }
        String namespace = host.substring(start, end);
        if (namespace.startsWith("kube-") || NAMESPACES.contains(namespace)) {
            return "namespace " + namespace;
        }
        int serviceStart = host.lastIndexOf('.', start - 2) + 1;
        boolean api = namespace.equals("default") && isLabel(host, serviceStart, start - 1, "kubernetes");
        return api ? "kubernetes.default" : null;
    }

    private static boolean isLabel(String host, int start, int end, String label) {
        return end - start == label.length() && host.startsWith(label, start);
    }
}
