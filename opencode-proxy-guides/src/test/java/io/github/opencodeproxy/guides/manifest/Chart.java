package io.github.opencodeproxy.guides.manifest;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Helm chart, rendered by Helm's own code in this process. */
final class Chart {

    static final Path FOLDER = Manifests.DEPLOY.resolve("helm/opencode-proxy");

    private Chart() {}

    static Manifests render(Map<String, ?> values) throws IOException {
        TemplateCommand command =
                new Helm(forAnyCluster()).template().withName("opencode-proxy").withNamespace("team");
        values.forEach(command::set);
        return Manifests.parse("chart " + values, command.call());
    }

    /** The library takes every cluster for Kubernetes 1.20, which the chart refuses: a copy that does not. */
    private static Path forAnyCluster() throws IOException {
        Path copy = Path.of("target", "chart").toAbsolutePath();
        Folders.copy(FOLDER, copy);
        Path chart = copy.resolve("Chart.yaml");
        Files.writeString(chart, Files.readString(chart).replaceAll("(?m)^kubeVersion:.*\n", ""));
        return copy;
    }
}
