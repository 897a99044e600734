package io.github.opencodeproxy.guides.manifest;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.Map;

/** The Helm chart, rendered by Helm's own code in this process. */
final class Chart {

    static final Path FOLDER = Manifests.DEPLOY.resolve("helm/opencode-proxy");

    private Chart() {}

    static Manifests render(Map<String, ?> values) {
        TemplateCommand command =
                new Helm(FOLDER).template().withName("opencode-proxy").withNamespace("team");
        values.forEach(command::set);
        return Manifests.parse("chart " + values, command.call());
    }
}
