package io.github.opencodeproxy.guides.manifest;

import static io.github.opencodeproxy.guides.manifest.Manifests.each;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** What the proxy finds in a pod: its environment, and the files that are mounted. */
final class Surroundings {

    private static final String KEYS =
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}";

    private Surroundings() {}

    /** Reads the configuration as the proxy would in namespace {@code team}; it throws when there is anything wrong. */
    static ServerConfig read(Manifests manifests, Path folder) throws IOException {
        Map<String, String> environment = new HashMap<>();
        each(manifests.container().path("env"))
                .forEach(each -> environment.put(each.path("name").asText(), value(each)));
        for (JsonNode config : manifests.all("ConfigMap")) {
            Path file = folder.resolve("opencode-proxy.properties");
            Files.writeString(file, config.at("/data/opencode-proxy.properties").asText());
            environment.replace("OPENCODE_PROXY_CONFIG_PATH", file.toString());
        }
        Path keys = folder.resolve("keys");
        if (Files.notExists(keys)) {
            Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(keys, KEYS);
        }
        environment.replace("OPENCODE_PROXY_CREDENTIAL_KEY_FILE", keys.toString());
        // In a cluster the mounted file or the controller says which namespace this is.
        Map<String, String> nearer = Map.of("NB_PREFIX", "/notebook/team/opencode");
        return ServerConfig.read(ConfigSources.of(nearer, environment));
    }

    private static String value(JsonNode variable) {
        return variable.has("valueFrom")
                ? "from a secret"
                : variable.path("value").asText();
    }
}
