package io.github.opencodeproxy.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How the API server is reached.
 *
 * @param apiServer {@code https://host[:port]}, or {@code http://} for a {@code kubectl proxy}, which is never sent the token
 * @param serviceAccount the folder with the {@code token}, which is read anew for each request because Kubernetes replaces
 *     it, and {@code ca.crt}, the certificates of the API server's authority, read once. Without a token none is sent;
 *     without certificates the Java runtime's authorities are believed
 */
public record ClusterAccess(URI apiServer, Path serviceAccount) {

    /** Refuses nulls. */
    public ClusterAccess {
        Objects.requireNonNull(apiServer, "apiServer");
        Objects.requireNonNull(serviceAccount, "serviceAccount");
    }

    /** {@return what every pod has that mounts its service account} */
    public static ClusterAccess ofPod() {
        return new ClusterAccess(
                URI.create("https://kubernetes.default.svc"), Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
    }

    /**
     * Reads the namespace of the pod.
     *
     * @return its name
     * @throws IOException when the service account is not mounted
     */
    public String namespace() throws IOException {
        return Files.readString(serviceAccount.resolve("namespace")).strip();
    }
}
