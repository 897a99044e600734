package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where in a Kubernetes cluster servers are looked for. What looks for them is the module {@code opencode-proxy-kubernetes},
 * which this one does not know.
 *
 * @param apiServer the API server
 * @param serviceAccount the folder with {@code token}, {@code ca.crt} and {@code namespace}
 * @param namespace the namespace, a DNS label
 * @param services the label selector of Services, empty for all; {@code null}: Services are not looked at
 * @param sandboxes the label selector of Sandboxes, empty for all; {@code null}: Sandboxes are not looked at
 */
public record KubernetesDiscovery(
        ServerUrl apiServer,
        Path serviceAccount,
        String namespace,
        @Nullable String services,
        @Nullable String sandboxes) {

    /** {@return what is looked for, a sentence for the log} */
    public String summary() {
        return "Servers are looked for in the namespace " + namespace + ": " + selected("Services", services) + ", "
                + selected("Sandboxes", sandboxes);
    }

    private static String selected(String what, @Nullable String selector) {
        if (selector == null) {
            return "no " + what;
        }
        return selector.isEmpty() ? "all " + what : what + " with " + selector;
    }
}
