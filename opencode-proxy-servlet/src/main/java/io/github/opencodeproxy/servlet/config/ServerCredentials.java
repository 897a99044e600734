package io.github.opencodeproxy.servlet.config;

import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.PASSWORD;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.USERNAME;
import static io.github.opencodeproxy.servlet.config.ProvidedServerKeys.property;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerKey;
import java.util.Map;
import java.util.Optional;

/** Reads a provided server's credentials: a password, or one header field, or nothing. */
final class ServerCredentials {

    /** The user name that OpenCode itself takes when none is set. */
    private static final String USUAL_USERNAME = "opencode";

    private final Reading reading;
    private final ServerKey key;

    private ServerCredentials(Reading reading, ServerKey key) {
        this.reading = reading;
        this.key = key;
    }

    static Optional<Credentials> read(Reading reading, ProvidedServerKeys keys, ServerKey key) {
        return new ServerCredentials(reading, key).read(keys.headers(key));
    }

    private Optional<Credentials> read(Map<String, String> headers) {
        Optional<String> username = reading.sources().find(property(key, USERNAME));
        Optional<String> password = reading.sources().secret(property(key, PASSWORD));
        if (headers.size() + (password.isPresent() ? 1 : 0) > 1) {
            return refused(PASSWORD, "a server has a password or one header, not several credentials");
        }
        if (username.isPresent() && password.isEmpty()) {
            return refused(USERNAME, "a user name needs its password: set " + property(key, PASSWORD) + " too");
        }
        return password.isPresent() ? basic(username.orElse(USUAL_USERNAME), password.get()) : header(headers);
    }

    private Optional<Credentials> basic(String username, String password) {
        try {
            return Optional.of(Credentials.basic(username, password));
        } catch (IllegalArgumentException e) {
            return refused(
                    PASSWORD, "user name and password must not contain control characters, nor the name a colon");
        }
    }

    private Optional<Credentials> header(Map<String, String> headers) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            try {
                return Optional.of(Credentials.header(header.getKey(), header.getValue()));
            } catch (IllegalArgumentException e) {
                return refused(
                        "header." + header.getKey(),
                        "must be a header that carries a credential (not Host, Connection and the like),"
                                + " its value without control characters");
            }
        }
        return Optional.of(Credentials.none());
    }

    /** The message of the cause stays out: it could quote the secret. */
    private Optional<Credentials> refused(String attribute, String rule) {
        reading.add(ConfigProblem.hidden(property(key, attribute), rule, property(key, "header.x-api-key")));
        return Optional.empty();
    }
}
