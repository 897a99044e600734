package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.servlet.answer.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code GET api/servers}: what the operator provides, without a secret. Safe for use by many threads. */
public final class ServerList {

    private final ServerDirectory directory;
    private final Answer answer;

    /**
     * Makes the list.
     *
     * @param directory the provided servers
     * @param answer writes it
     */
    public ServerList(ServerDirectory directory, Answer answer) {
        this.directory = directory;
        this.answer = answer;
    }

    /**
     * Sends the list.
     *
     * @param response the response
     * @throws IOException when the client is gone
     */
    public void send(HttpServletResponse response) throws IOException {
        answer.json(response, HttpServletResponse.SC_OK, of(directory.servers()));
    }

    /** {@return what the list says of these servers} */
    static ObjectNode of(List<ProvidedServer> provided) {
        ObjectNode body = Answer.JSON.createObjectNode();
        ArrayNode servers = body.putArray("servers");
        for (ProvidedServer server : provided) {
            servers.addObject()
                    .put("key", server.key().value())
                    .put("name", server.connection().displayName())
                    .put("url", server.connection().url().toString())
                    .put("source", server.source().name().toLowerCase(Locale.ROOT))
                    .put("locked", true)
                    .put("default", server.isDefault());
        }
        return body;
    }
}
