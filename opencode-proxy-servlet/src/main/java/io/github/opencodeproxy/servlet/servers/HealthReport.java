package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.HealthMonitor;
import io.github.opencodeproxy.core.health.ServerHealth;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/servers/health}: asks for the servers that the page lists, side by side, and answers in the order asked.
 * Safe for use by many threads.
 */
final class HealthReport {

    private final ServerDirectory directory;
    private final HealthMonitor monitor;
    private final Fingerprints fingerprints;
    private final Limits limits;
    private final CredentialSeal seal;
    private final Answer answer;

    HealthReport(Rooms rooms, ServerDirectory directory, HealthMonitor monitor, Fingerprints fingerprints) {
        this.directory = directory;
        this.monitor = monitor;
        this.fingerprints = fingerprints;
        limits = rooms.limits();
        seal = rooms.seal();
        answer = rooms.answer();
    }

    /**
     * Answers without holding a thread.
     *
     * @param request the request
     * @param carried the credential that it carries, for the one server of the list that has none of its own
     * @param witness is told what was decided about each server, before the answer
     * @param async the container's asynchronous request, completed here
     * @throws IOException when the body cannot be read
     */
    void send(
            ClientRequest request,
            CarriedCredential carried,
            BiConsumer<ServerUrl, Decision> witness,
            AsyncContext async)
            throws IOException {
        // Every check has a limit of its own.
        async.setTimeout(0);
        ServletInputStream in = async.getRequest().getInputStream();
        limits.admit(
                request,
                () -> check(request, carried, witness, async, in),
                refusal -> async.start(() -> write(request, async, null, refusal)));
    }

    private void check(
            ClientRequest request,
            CarriedCredential carried,
            BiConsumer<ServerUrl, Decision> witness,
            AsyncContext async,
            ServletInputStream in) {
        SmallBody.read(in)
                .thenCompose(body -> results(body, request, carried, witness))
                // A long list may have to wait for its reader, which the thread that heard the last answer must not.
                .whenComplete((results, failure) -> async.start(() -> write(request, async, results, failure)));
    }

    private void write(
            ClientRequest request, AsyncContext async, @Nullable ObjectNode results, @Nullable Throwable failure) {
        HttpServletResponse response = (HttpServletResponse) async.getResponse();
        try {
            if (results != null) {
                answer.json(response, HttpServletResponse.SC_OK, results);
            } else {
                RequestRefusedException refusal = SmallBody.refusal(Objects.requireNonNull(failure));
                answer.refusal(response, request.id(), refusal);
            }
        } catch (IOException clientIsGone) {
            // Nobody is left to tell.
        } finally {
            async.complete();
        }
    }

    private CompletionStage<ObjectNode> results(
            byte[] body, ClientRequest request, CarriedCredential carried, BiConsumer<ServerUrl, Decision> witness) {
        List<CompletableFuture<ObjectNode>> results = new ArrayList<>();
        try {
            List<HealthQuestion> questions = HealthQuestion.parse(body);
            boolean isForOne =
                    questions.size() == 1 && !questions.get(0).credential().isPresent();
            if (carried.isPresent() && !isForOne && !questions.isEmpty()) {
                // A credential is for one server: the others must not see it.
                throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, carried.headerName());
            }
            for (HealthQuestion question : questions) {
                results.add(health(question, request, carried.isPresent() ? carried : question.credential(), witness)
                        .thenApply(health -> HealthJson.of(question.field(), question.text(), health))
                        .toCompletableFuture());
            }
        } catch (RequestRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    ObjectNode report = Answer.JSON.createObjectNode();
                    ArrayNode array = report.putArray("results");
                    results.forEach(result -> array.add(result.join()));
                    return report;
                });
    }

    private CompletionStage<ServerHealth> health(
            HealthQuestion question,
            ClientRequest request,
            CarriedCredential carried,
            BiConsumer<ServerUrl, Decision> witness) {
        if (question.field().equals("url")) {
            return health(new Target.Requested(ServerUrl.parse(question.text())), request, carried, witness);
        }
        Optional<ProvidedServer> server = directory.find(ServerKey.parse(question.text()));
        // The operator may have taken it away since the page was loaded: not a mistake of this request.
        return server.map(provided -> health(
                        new Target.Provided(provided), request, Selection.credential(provided, carried), witness))
                .orElseGet(() -> CompletableFuture.completedFuture(new ServerHealth.Unknown()));
    }

    private CompletionStage<ServerHealth> health(
            Target target, ClientRequest request, CarriedCredential carried, BiConsumer<ServerUrl, Decision> witness) {
        String proof = fingerprints.of(carried, request.user());
        return monitor.ask(new Inquiry(target, proof, carried, request, witness, limits, seal));
    }
}
