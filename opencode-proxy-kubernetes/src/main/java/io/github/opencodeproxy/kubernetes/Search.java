package io.github.opencodeproxy.kubernetes;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for. What has no port called {@code opencode}, {@code http-opencode} or {@code https-opencode}, and no
 * port 4096, is no server, whatever the selector says.
 *
 * @param namespace the namespace
 * @param services the label selector of Services, empty for all; null: Services are not looked at
 * @param sandboxes the label selector of Sandboxes, empty for all; null: neither Sandboxes nor claims are looked at
 */
public record Search(
        String namespace,
        @Nullable String services,
        @Nullable String sandboxes) {

    /** Which Services are servers unless somebody says otherwise. */
    public static final String LABEL = "app.kubernetes.io/component=opencode-server";

    /** Refuses a null namespace. */
    public Search {
        Objects.requireNonNull(namespace, "namespace");
    }

    /**
     * Looks for Services with the label {@value #LABEL} and for all Sandboxes.
     *
     * @param namespace the namespace
     * @return the search
     */
    public static Search in(String namespace) {
        return new Search(namespace, LABEL, "");
    }
}
