package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.servlet.files.SmallFile;
import io.github.opencodeproxy.servlet.files.UnusableFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which notebook this process is, as far as its surroundings tell.
 *
 * <pre>{@code
 * NB_PREFIX                               namespace  name
 * /notebook/team/box                      team       box
 * /workspace/connect/team/box/8888/       team       box
 * /  with a service account of "team"     team       (unknown)
 * }</pre>
 *
 * @param namespace the Kubernetes namespace, a DNS label
 * @param name the notebook's name, which is its Service's name as well; {@code null} when not known
 */
public record Workload(String namespace, @Nullable String name) {

    /** Where Kubernetes tells a pod its namespace. */
    static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern PREFIX =
            Pattern.compile("/(?:notebook|workspace/connect)/(" + LABEL + ")/(" + LABEL + ")(?:/.*)?");

    static Optional<Workload> find(String prefix, Path serviceAccount) {
        Matcher parts = PREFIX.matcher(prefix);
        if (parts.matches()) {
            return Optional.of(new Workload(parts.group(1), parts.group(2)));
        }
        return readNamespace(serviceAccount).map(namespace -> new Workload(namespace, null));
    }

    static String namespace(String text) {
        if (!NAMESPACE.matcher(text).matches()) {
            throw new IllegalArgumentException("must be the name of a namespace");
        }
        return text;
    }

    private static Optional<String> readNamespace(Path file) {
        try {
            String text = SmallFile.readText(file).strip();
            return NAMESPACE.matcher(text).matches() ? Optional.of(text) : Optional.empty();
        } catch (UnusableFileException e) {
            // Outside Kubernetes there is no such file; inside, an unreadable one means that nothing is allowed.
            return Optional.empty();
        }
    }

    /** {@return the rule for every Service of this namespace} */
    String ownServices() {
        return "*." + namespace + ".svc.cluster.local";
    }

    /** {@return the name of our own Service, which is no target} */
    public Optional<String> ownHost() {
        return name == null ? Optional.empty() : Optional.of(name + "." + namespace + ".svc.cluster.local");
    }
}
