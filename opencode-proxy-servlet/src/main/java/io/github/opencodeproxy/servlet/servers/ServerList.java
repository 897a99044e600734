package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.Discovery;
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
        answer.json(response, HttpServletResponse.SC_OK, of(directory.servers(), directory.problems()));
    }

    /** {@return what the list says of these servers, and of those that may be missing} */
    static ObjectNode of(List<ProvidedServer> provided, List<DirectoryProblem> problems) {
        ObjectNode body = Answer.JSON.createObjectNode();
        describeServers(provided, body.putArray("servers"));
        if (!problems.isEmpty()) {
            describe(problems, body.putArray("problems"));
        }
        return body;
    }

    private static void describeServers(List<ProvidedServer> provided, ArrayNode servers) {
        for (ProvidedServer server : provided) {
            ObjectNode shown = servers.addObject()
                    .put("key", server.key().value())
                    .put("name", server.connection().displayName())
                    .put("url", server.connection().url().toString())
                    .put("source", word(server.source()))
                    .put("locked", true)
                    .put("default", server.isDefault());
            if (server.discovery() != null) {
                describe(server.discovery(), shown);
            }
        }
    }

    /** What nobody knows is left out. */
    private static void describe(Discovery discovery, ObjectNode shown) {
        shown.put("kind", discovery.kind());
        if (discovery.state() != null) {
            shown.put("state", word(discovery.state()));
        }
        if (discovery.claim() != null) {
            shown.put("claim", discovery.claim());
        }
        if (discovery.template() != null) {
            shown.put("template", discovery.template());
        }
        if (discovery.created() != null) {
            shown.put("created", discovery.created().toString());
        }
    }

    private static void describe(List<DirectoryProblem> problems, ArrayNode shown) {
        for (DirectoryProblem problem : problems) {
            shown.addObject()
                    .put("source", problem.source())
                    .put("reason", word(problem.reason()))
                    .put("message", problem.message());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
