package io.github.opencodeproxy.servlet.notebook;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which of a server's projects a session is, as far as the server can be asked for it.
 *
 * @param directory the project's directory, {@code ""} for the server's own; null when no directory says it
 */
record Scope(@Nullable String directory) {

    static final Scope UNKNOWN = new Scope(null);

    private static final String DIRECTORY = "directory=";

    /** Kept for as long as an agent works; no path of a project is longer. */
    private static final int LONGEST_DIRECTORY = 1024;

    /** The query counts before the header, as OpenCode has it. */
    static Scope of(ClientRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        if (query.contains("workspace")
                || request.headers().first("X-Opencode-Workspace").isPresent()) {
            return UNKNOWN;
        }
        String sent = Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(DIRECTORY))
                .map(pair -> pair.substring(DIRECTORY.length()))
                .findFirst()
                .or(() -> request.headers().first("X-Opencode-Directory"))
                .orElse("");
        if (sent.length() > LONGEST_DIRECTORY) {
            return UNKNOWN;
        }
        try {
            // A plus sign is one.
            return new Scope(URLDecoder.decode(sent.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException brokenEscape) {
            return UNKNOWN;
        }
    }

    /** An event of {@code /global/event} names its own. */
    Scope of(OpenCodeEvent event) {
        if (event.isScoped()) {
            return UNKNOWN;
        }
        return event.directory() == null ? this : new Scope(event.directory());
    }
}
