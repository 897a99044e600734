package io.github.opencodeproxy.servlet.config;

import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.DEFAULT;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.LOCAL;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.NAME;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.URL;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.property;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the provided servers, the pod's own one among them. */
final class ProvidedServers {

    private static final String LOCAL_NAME = "This notebook";
    private static final String URL_EXAMPLE = "http://gpu-box.my-namespace.svc.cluster.local:4096";

    private final Reading reading;
    private final ProvidedServerKeys keys;

    private ProvidedServers(Reading reading, ProvidedServerKeys keys) {
        this.reading = reading;
        this.keys = keys;
    }

    static List<ProvidedServer> read(Reading reading, ProvidedServerKeys keys) {
        return new ProvidedServers(reading, keys).read();
    }

    private List<ProvidedServer> read() {
        Optional<ServerKey> defaultKey = defaultKey();
        List<ProvidedServer> servers = new ArrayList<>();
        for (ServerKey key : keys.keys()) {
            // Both are read whatever the other says: every problem has to be found.
            Optional<ServerUrl> url = url(key);
            Optional<Credentials> credentials = ServerCredentials.read(reading, keys, key);
            if (url.isPresent() && credentials.isPresent()) {
                boolean isDefault = defaultKey.filter(key::equals).isPresent();
                ServerConnection.Http http = new ServerConnection.Http(url.get(), name(key), credentials.get());
                servers.add(new ProvidedServer(key, http, ProvidedServer.Source.CONFIG, isDefault));
            }
        }
        return servers;
    }

    /** The pod's own server is the default unless it says otherwise or another one does. */
    private Optional<ServerKey> defaultKey() {
        Map<ServerKey, String> said = new LinkedHashMap<>();
        for (ServerKey key : keys.keys()) {
            reading.value(Setting.unset(property(key, DEFAULT), "true", Formats.oneOf("true", "false")))
                    .ifPresent(answer -> said.put(key, answer));
        }
        List<ServerKey> defaults =
                keys.keys().stream().filter(key -> "true".equals(said.get(key))).toList();
        if (defaults.size() > 1) {
            reading.add(ConfigProblem.missing(
                    property(defaults.get(1), DEFAULT),
                    "only one server can be the default, and \""
                            + defaults.get(0).value() + "\" is it already",
                    "false"));
        }
        return defaults.isEmpty() && !said.containsKey(LOCAL)
                ? Optional.of(LOCAL)
                : defaults.stream().findFirst();
    }

    private Optional<ServerUrl> url(ServerKey key) {
        Setting<ServerUrl> own = Setting.unset(property(key, URL), URL_EXAMPLE, ServerUrl::parse);
        if (key.equals(LOCAL) && !reading.isWritten(own)) {
            return reading.value(Settings.LOCAL_URL);
        }
        if (key.equals(LOCAL) && reading.isWritten(Settings.LOCAL_URL)) {
            reading.add(ConfigProblem.missing(
                    own.key(), "the pod's own server has its URL from " + Settings.LOCAL_URL.key(), "leave one out"));
        }
        if (!reading.isWritten(own)) {
            reading.add(ConfigProblem.missing(own.key(), "a provided server needs its URL", URL_EXAMPLE));
        }
        return reading.value(own);
    }

    private String name(ServerKey key) {
        return reading.sources().find(property(key, NAME)).orElse(key.equals(LOCAL) ? LOCAL_NAME : key.value());
    }
}
