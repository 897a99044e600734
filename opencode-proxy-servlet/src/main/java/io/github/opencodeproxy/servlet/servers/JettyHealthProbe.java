package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.health.HealthProbe;
import io.github.opencodeproxy.core.health.HealthProbeException;
import io.github.opencodeproxy.core.health.UnhealthyReason;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import io.github.opencodeproxy.servlet.upstream.UpstreamFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** Asks a server by the same pinned client that proxies requests to it. Safe for use by many threads. */
public final class JettyHealthProbe implements HealthProbe {

    private final UpstreamClient client;

    /**
     * Makes a probe.
     *
     * @param client dials
     */
    public JettyHealthProbe(UpstreamClient client) {
        this.client = client;
    }

    @Override
    public CompletionStage<Answer> get(Upstream upstream, String path, Credentials credentials, Duration timeout) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Request request = client.newRequest(upstream, "GET", upstream.url().basePath() + path)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> {
                    fields.put("Host", upstream.url().hostHeader()).put("Accept", "application/json");
                    credentials.field().ifPresent(field -> fields.put(field.name(), field.value()));
                });
        Reading reading = new Reading(answer, upstream.url().origin().startsWith("https:"));
        request.onRequestCommit(sent -> reading.greeted());
        request.send(reading);
        return answer;
    }

    /** Reads no more of a body than is needed: a long page says as much by its head as a short one. */
    private static final class Reading implements Response.Listener {

        private final CompletableFuture<Answer> answer;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        /** Whether a TLS handshake is still to be made. */
        private volatile boolean isHandshake;

        Reading(CompletableFuture<Answer> answer, boolean isTls) {
            this.answer = answer;
            this.isHandshake = isTls;
        }

        /** The request's head is out, so there was a handshake. */
        void greeted() {
            isHandshake = false;
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            byte[] bytes = new byte[Math.min(content.remaining(), MAX_BODY_BYTES - body.size())];
            content.get(bytes);
            body.write(bytes, 0, bytes.length);
            if (body.size() == MAX_BODY_BYTES) {
                answer.complete(toAnswer(response));
                CompletableFuture<?> unused = response.abort(new IOException("Enough was read"));
            }
        }

        @Override
        public void onComplete(Result result) {
            if (result.isSucceeded()) {
                answer.complete(toAnswer(result.getResponse()));
            } else {
                answer.completeExceptionally(new HealthProbeException(reason(result.getFailure(), isHandshake)));
            }
        }

        private Answer toAnswer(Response response) {
            String type = Objects.requireNonNullElse(response.getHeaders().get("Content-Type"), "");
            return new Answer(response.getStatus(), type, body.toByteArray());
        }
    }

    private static UnhealthyReason reason(Throwable failure, boolean isHandshake) {
        return switch (UpstreamFailure.of(failure)) {
            case UPSTREAM_REFUSED -> UnhealthyReason.REFUSED;
            case UPSTREAM_TIMEOUT -> UnhealthyReason.TIMEOUT;
            case UPSTREAM_TLS -> UnhealthyReason.TLS;
            case UPSTREAM_PROTOCOL -> UnhealthyReason.NOT_OPENCODE;
            // A peer that knows no TLS may hang up before it has said so.
            case UPSTREAM_RESET -> isHandshake ? UnhealthyReason.TLS : UnhealthyReason.UPSTREAM_ERROR;
            default -> UnhealthyReason.UPSTREAM_ERROR;
        };
    }
}
