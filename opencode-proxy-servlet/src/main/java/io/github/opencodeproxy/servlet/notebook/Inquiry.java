package io.github.opencodeproxy.servlet.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;

/**
 * Asks a server what runs, by {@code /session/status}, for what has ended while nobody looked. Only in directories where
 * an agent was seen at work: the question would start work in any other.
 */
final class Inquiry {

    private static final int MAX_BODY_BYTES = 1024 * 1024;
    private static final long PATIENCE_MILLIS = 10_000;

    private final Watchtower tower;
    private final ServerWork work;
    private final Watch watch;
    private final Access access;
    private final Upstream upstream;
    private final AtomicInteger left = new AtomicInteger();
    private final Queue<Request> asked = new ConcurrentLinkedQueue<>();

    private volatile boolean isEnded;

    Inquiry(Watchtower tower, ServerWork work, Watch watch, Access access, Upstream upstream) {
        this.tower = tower;
        this.work = work;
        this.watch = watch;
        this.access = access;
        this.upstream = upstream;
    }

    /** Returns at once. */
    void ask() {
        ServerWork.Question question = work.question();
        left.set(question.directories().size() + 1);
        for (String directory : question.directories()) {
            try {
                ask(directory, question.turn());
            } catch (RequestRefusedException keyIsGone) {
                over();
            }
        }
        over();
    }

    private void ask(String directory, long turn) throws RequestRefusedException {
        Credentials credentials = tower.seal().open(access.credential(), upstream.url(), access.user());
        Request request = tower.client()
                .newRequest(upstream, "GET", upstream.url().basePath() + "/session/status" + query(directory))
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .headers(fields -> {
                    fields.put("Host", upstream.url().hostHeader()).put("Accept", "application/json");
                    credentials.field().ifPresent(field -> fields.put(field.name(), field.value()));
                });
        asked.add(request);
        if (isEnded) {
            over();
            return;
        }
        request.send(new BufferingResponseListener(MAX_BODY_BYTES) {
            @Override
            public void onComplete(Result result) {
                if (result.isSucceeded() && result.getResponse().getStatus() == 200) {
                    told(directory, getContent(), turn);
                }
                over();
            }
        });
    }

    /** What was not answered is not waited for. */
    void end() {
        isEnded = true;
        asked.forEach(request -> tower.client().abort(request, new IOException("Nobody asks any more")));
    }

    private static String query(String directory) {
        return directory.isEmpty()
                ? ""
                : "?directory="
                        + URLEncoder.encode(directory, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void told(String directory, byte[] body, long turn) {
        try {
            JsonNode answer = Answer.JSON.readTree(body);
            if (answer.isObject()) {
                Set<String> running = new HashSet<>();
                for (Map.Entry<String, JsonNode> each : answer.properties()) {
                    if (!each.getValue().path("type").asText().equals("idle")) {
                        running.add(each.getKey());
                    }
                }
                work.told(watch, directory, running, turn);
            }
        } catch (IOException noJson) {
            // A server without this route answers with a page.
        }
    }

    private void over() {
        if (left.decrementAndGet() == 0 && !isEnded) {
            work.watchStands();
        }
    }
}
