package io.github.opencodeproxy.servlet.notebook;

import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Guest;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.jspecify.annotations.Nullable;

/**
 * One server's {@code /global/event}, read for ourselves until its agents are done. Comes back when it breaks, after longer
 * and longer pauses. Takes the way of every request: the gate vets and pins, and a policy that changes ends it, as
 * does the next event of a server that is no longer provided. The credential is opened for each connection and not kept.
 */
final class Watch {

    private static final String EVENTS = "/global/event";

    /** OpenCode sends a heartbeat every 10 s. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final Watchtower tower;
    private final ServerWork work;
    private final Access access;

    private volatile boolean isEnded;
    private volatile @Nullable Connection connection;
    private volatile long pauseMillis = FIRST_PAUSE_MILLIS;

    Watch(Watchtower tower, ServerWork work, Access access) {
        this.tower = tower;
        this.work = work;
        this.access = access;
    }

    /** {@return on whose behalf} */
    User user() {
        return access.user();
    }

    void begin() {
        if (isEnded) {
            return;
        }
        tower.gate().admit(access.target()).whenComplete((decision, failure) -> {
            if (decision instanceof Decision.Allow allow) {
                dial(allow.upstream());
            } else if (decision instanceof Decision.Deny) {
                giveUp();
            } else {
                comeBack();
            }
        });
    }

    private void dial(Upstream upstream) {
        Connection made = new Connection(upstream);
        connection = made;
        if (tower.gate().enter(made).isPresent()) {
            giveUp();
            return;
        }
        try {
            made.open();
        } catch (RequestRefusedException | RuntimeException notOpened) {
            tower.gate().leave(made);
            giveUp();
        }
    }

    /** Looks no more. */
    void end() {
        isEnded = true;
        tower.remove(this);
        Connection open = connection;
        if (open != null) {
            open.hangUp();
        }
    }

    /** Said before the server can see that we leave: nothing that is still on its way counts. */
    private void giveUp() {
        work.watchFails(this);
        end();
    }

    private void comeBack() {
        if (isEnded || !work.watchBreaks(this)) {
            return;
        }
        long pause = pauseMillis;
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        // Many may have lost the same server at once.
        long spread = ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        tower.client()
                .scheduler()
                .schedule(() -> tower.client().executor().execute(this::begin), pause + spread, TimeUnit.MILLISECONDS);
    }

    /** One connection to the server. */
    private final class Connection implements Guest, Response.Listener {

        private final Upstream upstream;
        private final EventReader reader = new EventReader(this::heard);

        private volatile @Nullable Request request;
        private volatile @Nullable Inquiry inquiry;
        private volatile boolean isRefused;
        private boolean isHeard;

        Connection(Upstream upstream) {
            this.upstream = upstream;
        }

        void open() throws RequestRefusedException {
            var credentials = tower.seal().open(access.credential(), upstream.url(), access.user());
            Request made = tower.client()
                    .newRequest(upstream, "GET", upstream.url().basePath() + EVENTS)
                    .idleTimeout(LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .headers(fields -> {
                        fields.put("Host", upstream.url().hostHeader()).put("Accept", "text/event-stream");
                        credentials.field().ifPresent(field -> fields.put(field.name(), field.value()));
                    });
            request = made;
            if (isEnded) {
                tower.gate().leave(this);
            } else {
                made.send(this);
            }
        }

        /** A server that does not know us, or has no such events, will not later. */
        @Override
        public void onHeaders(Response response) {
            String type = Objects.requireNonNullElse(response.getHeaders().get("Content-Type"), "");
            boolean isStream = response.getStatus() == 200 && type.startsWith("text/event-stream");
            if (!isStream) {
                isRefused = response.getStatus() < 500;
                hangUp();
            }
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            if (isEnded) {
                return;
            }
            // A server that was taken off the list: nobody replaces the policy for that, but its next event comes soon.
            if (tower.gate().refusal(access.target()).isPresent()) {
                giveUp();
            } else {
                reader.read(content);
            }
        }

        private void heard(OpenCodeEvent event) {
            if (!isHeard) {
                isHeard = true;
                pauseMillis = FIRST_PAUSE_MILLIS;
                // Only now: what changes while the answer is on its way comes as an event.
                Inquiry made = new Inquiry(tower, work, Watch.this, access, upstream);
                inquiry = made;
                made.ask();
            }
            work.heard(event, Scope.UNKNOWN.of(event));
        }

        @Override
        public void onComplete(Result result) {
            tower.gate().leave(this);
            if (isRefused) {
                giveUp();
            } else {
                comeBack();
            }
        }

        void hangUp() {
            Inquiry asking = inquiry;
            if (asking != null) {
                asking.end();
            }
            Request open = request;
            if (open != null) {
                tower.client().abort(open, new IOException("Nobody looks any more"));
            }
        }

        @Override
        public Target target() {
            return access.target();
        }

        @Override
        public Upstream upstream() {
            return upstream;
        }

        @Override
        public void turnOut(Decision.Deny why) {
            giveUp();
        }
    }
}
