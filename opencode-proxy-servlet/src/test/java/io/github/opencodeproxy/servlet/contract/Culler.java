package io.github.opencodeproxy.servlet.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Asks and decides as the cullers of Kubeflow's notebooks do: the first version's culling controller by {@code api/kernels},
 * which OpenShift AI uses too, and the second version's activity probe by {@code api/status}.
 */
final class Culler {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunningProxy proxy;

    /** The annotation {@code notebooks.kubeflow.org/last-activity}, set when the pod has started. */
    private Instant lastActivity;

    Culler(RunningProxy proxy, Instant podStart) {
        this.proxy = proxy;
        lastActivity = podStart;
    }

    /** What the annotation says after another check at this time. */
    Instant checkKernels(Instant now) throws IOException, InterruptedException {
        JsonNode kernels = ask("/api/kernels");
        boolean isBusy = false;
        Instant latest = Instant.MIN;
        for (JsonNode kernel : kernels) {
            isBusy |= !kernel.get("execution_state").asText().equals("idle");
            latest = latest(latest, kernel.get("last_activity").asText());
        }
        if (isBusy) {
            lastActivity = now;
        } else if (!kernels.isEmpty()) {
            lastActivity = latest;
        }
        return lastActivity;
    }

    private static Instant latest(Instant before, String rfc3339) {
        Instant other = OffsetDateTime.parse(rfc3339).toInstant();
        return other.isAfter(before) ? other : before;
    }

    /** What the second version's controller notes, whatever it noted before. */
    Instant checkStatus() throws IOException, InterruptedException {
        return OffsetDateTime.parse(ask("/api/status").get("last_activity").asText())
                .toInstant();
    }

    boolean isBusy() throws IOException, InterruptedException {
        return ask("/api/kernels").get(0).get("execution_state").asText().equals("busy");
    }

    JsonNode ask(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(RunningProxy.PREFIX + path);
        if (answer.statusCode() != 200) {
            throw new IOException("Status " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    /** In the cluster, past the gateway: there is no user, no cookie and no proof of a page. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return proxy.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
                .timeout(PATIENCE)
                .header("User-Agent", "Go-http-client/1.1")
                .header("Accept-Encoding", "gzip"));
    }
}
