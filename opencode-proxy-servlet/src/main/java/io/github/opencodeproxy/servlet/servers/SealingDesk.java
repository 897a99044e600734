package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/credentials}: takes a secret and gives back what the browser may keep in its place. Contacts no server
 * and keeps nothing. Safe for use by many threads.
 */
public final class SealingDesk {

    private final Limits limits;
    private final CredentialSeal seal;
    private final Answer answer;

    /**
     * Makes the desk.
     *
     * @param limits counts an order as a request of its user
     * @param seal seals
     * @param answer writes the results
     */
    public SealingDesk(Limits limits, CredentialSeal seal, Answer answer) {
        this.limits = limits;
        this.seal = seal;
        this.answer = answer;
    }

    /**
     * Answers without holding a thread.
     *
     * @param request the request
     * @param async the container's asynchronous request, completed here
     * @throws IOException when the body cannot be read
     */
    public void send(ClientRequest request, AsyncContext async) throws IOException {
        // A client that is slow to send is the container's to limit.
        async.setTimeout(0);
        ServletInputStream in = async.getRequest().getInputStream();
        limits.admit(
                request,
                () -> SmallBody.read(in).whenComplete((body, failure) -> answer(request, async, body, failure)),
                refusal -> async.start(() -> answer(request, async, null, refusal)));
    }

    private void answer(
            ClientRequest request, AsyncContext async, byte @Nullable [] body, @Nullable Throwable failure) {
        HttpServletResponse response = (HttpServletResponse) async.getResponse();
        try {
            if (body == null) {
                throw SmallBody.refusal(Objects.requireNonNull(failure));
            }
            SealingOrder order = SealingOrder.parse(body);
            Arrays.fill(body, (byte) 0);
            String sealed = seal.seal(order.credentials(), order.server(), request.user());
            answer.json(
                    response,
                    HttpServletResponse.SC_OK,
                    Answer.JSON.createObjectNode().put("credential", sealed));
        } catch (RequestRefusedException e) {
            refuse(request, response, e);
        } catch (IOException clientIsGone) {
            // Nobody is left to tell.
        } finally {
            async.complete();
        }
    }

    private void refuse(ClientRequest request, HttpServletResponse response, RequestRefusedException refusal) {
        try {
            answer.refusal(response, request.id(), refusal);
        } catch (IOException clientIsGone) {
            // Nobody is left to tell.
        }
    }
}
