package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.HealthCheck;
import io.github.opencodeproxy.core.health.ServerHealth;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.limits.Passage;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/servers/health}: checks the servers that the page lists, side by side, and answers in the order asked.
 * Safe for use by many threads.
 */
public final class HealthReport {

    private final ServerDirectory directory;
    private final HealthCheck check;
    private final Limits limits;
    private final CredentialSeal seal;
    private final Answer answer;

    /**
     * Makes the report.
     *
     * @param directory the provided servers
     * @param check checks one server
     * @param limits counts a question as a request of its user
     * @param seal opens the credentials
     * @param answer writes the results
     */
    public HealthReport(
            ServerDirectory directory, HealthCheck check, Limits limits, CredentialSeal seal, Answer answer) {
        this.directory = directory;
        this.check = check;
        this.limits = limits;
        this.seal = seal;
        this.answer = answer;
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
    public void send(
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
                RequestRefusedException refusal = SmallBody.refusal(failure);
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
                throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "x-target-authorization");
            }
            for (HealthQuestion question : questions) {
                results.add(health(question, request, carried.isPresent() ? carried : question.credential(), witness)
                        .thenApply(health -> result(question, health))
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

    /** One that has to wait for others of this user or server to be over is not asked now. */
    private CompletionStage<ServerHealth> health(
            Target target, ClientRequest request, CarriedCredential carried, BiConsumer<ServerUrl, Decision> witness) {
        Optional<Passage> share = limits.share(request, target.url());
        if (share.isEmpty()) {
            return CompletableFuture.completedFuture(new ServerHealth.Unknown());
        }
        return check.check(
                        target,
                        () -> open(target, request.user(), carried),
                        decision -> witness.accept(target.url(), decision))
                .whenComplete((health, failure) -> share.get().close());
    }

    /** One that cannot be opened is no news of the server: it fails the request. */
    private Credentials open(Target target, User user, CarriedCredential carried) {
        try {
            return seal.open(carried, target.url(), user);
        } catch (RequestRefusedException e) {
            throw new CompletionException(e);
        }
    }

    private static ObjectNode result(HealthQuestion question, ServerHealth health) {
        ObjectNode result = Answer.JSON.createObjectNode().put(question.field(), question.text());
        if (health instanceof ServerHealth.Healthy healthy) {
            return result.put("state", "healthy")
                    .put("version", healthy.version())
                    .put("latencyMs", healthy.latency().toMillis())
                    .put("checkedAt", healthy.checkedAt().toString());
        }
        if (health instanceof ServerHealth.Unhealthy unhealthy) {
            return result.put("state", "unhealthy")
                    .put("reason", unhealthy.reason().code())
                    .put("message", unhealthy.message())
                    .put("latencyMs", unhealthy.latency().toMillis())
                    .put("checkedAt", unhealthy.checkedAt().toString());
        }
        return result.put("state", "unknown");
    }
}
