package io.github.opencodeproxy.servlet.notebook;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Selection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether anybody works here: an agent on some server, or somebody at a terminal. Reading, polling and an open page are no
 * work, and neither is leaving. Safe for use by many threads; never waits.
 */
public final class Activity {

    /** How long a terminal counts after its last input or output. */
    static final Duration TERMINAL_REST = Duration.ofMinutes(1);

    /** Agents of more servers than this, at a time, are not followed. */
    private static final int MAX_SERVERS = 256;

    /** Clients name base paths at will: they are not to take the room of other servers. */
    private static final int MAX_BASE_PATHS = 16;

    private final Clock clock;
    private final Watchtower watchtower;
    private final Instant started;
    private final AtomicLong lastMillis;
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong terminalNumbers = new AtomicLong();
    private final Map<ServerUrl, ServerWork> servers = new ConcurrentHashMap<>();
    private final Set<Terminal> terminals = ConcurrentHashMap.newKeySet();

    /**
     * Begins to look.
     *
     * @param clock the time of day
     * @param watchtower looks at servers that work while nobody else does
     */
    public Activity(Clock clock, Watchtower watchtower) {
        this.clock = clock;
        this.watchtower = watchtower;
        started = clock.instant();
        lastMillis = new AtomicLong(started.toEpochMilli());
    }

    /**
     * What is to be told at one moment.
     *
     * @param started when we began to look
     * @param last when there was work for the last time; now, while there is
     * @param reasons what is going on, in fixed words; empty when nobody works
     * @param connections how many event streams and terminals are open
     */
    record Summary(Instant started, Instant last, List<String> reasons, int connections) {

        boolean isBusy() {
            return !reasons.isEmpty();
        }
    }

    Summary now() {
        long now = clock.millis();
        List<String> reasons = new ArrayList<>();
        forget();
        if (servers.values().stream().anyMatch(ServerWork::isBusy)) {
            reasons.add("agent_running");
        }
        terminals.forEach(terminal -> touched(terminal.lastMillis()));
        if (terminals.stream().anyMatch(terminal -> now - terminal.lastMillis() < TERMINAL_REST.toMillis())) {
            reasons.add("terminal_active");
        }
        if (!reasons.isEmpty()) {
            touched(now);
        }
        return new Summary(started, Instant.ofEpochMilli(lastMillis.get()), reasons, streams.get() + terminals.size());
    }

    /** {@return the open terminals, in the order in which they were opened} */
    List<Terminal> terminals() {
        return terminals.stream()
                .sorted(Comparator.comparingLong(Terminal::number))
                .toList();
    }

    void touched() {
        touched(clock.millis());
    }

    private void touched(long millis) {
        lastMillis.accumulateAndGet(millis, Math::max);
    }

    /**
     * Notes a request that the gate has admitted and that is about to be sent.
     *
     * @param request the request
     * @param selection where it goes
     * @return to be told what becomes of it
     */
    public Deed deed(ClientRequest request, Selection selection) {
        String path = selection.path().path();
        if (!Deed.isOne(request.method(), path)) {
            return Deed.NONE;
        }
        Optional<String> session = Deed.promptedSession(path);
        ServerWork work = session.isEmpty() ? null : hold(request, selection);
        return work == null
                ? Deed.of(this)
                : Deed.prompt(this, work, session.orElseThrow(), scope(request, path), path);
    }

    /**
     * Follows an event stream that a client reads.
     *
     * @param request the request
     * @param selection where it goes
     * @return reads what passes by, and is told when that is over; null when there are too many servers at work
     */
    public @Nullable Following follow(ClientRequest request, Selection selection) {
        ServerWork work = hold(request, selection);
        if (work == null) {
            return null;
        }
        streams.incrementAndGet();
        String path = selection.path().path();
        return new Following(work, Following.tellsAll(path), scope(request, path), streams::decrementAndGet);
    }

    /**
     * Notes a WebSocket that is open to both sides.
     *
     * @param selection where it goes
     * @return to be told what it carries
     */
    public Terminal terminal(Selection selection) {
        if (!Terminal.isOne(selection.path().path())) {
            return Terminal.NONE;
        }
        Terminal opened = new Terminal(clock, terminalNumbers.incrementAndGet(), this::closed);
        terminals.add(opened);
        return opened;
    }

    private void closed(Terminal terminal) {
        touched(terminal.lastMillis());
        terminals.remove(terminal);
    }

    /** The newer dialect names projects in other ways, and {@code /global/event} in each event. */
    private static Scope scope(ClientRequest request, String path) {
        return path.startsWith("/api/") || Following.tellsAll(path) ? Scope.UNKNOWN : Scope.of(request);
    }

    private @Nullable ServerWork hold(ClientRequest request, Selection selection) {
        if (servers.size() >= MAX_SERVERS) {
            forget();
        }
        Access access = new Access(selection.target(), selection.credential(), request.user());
        return servers.compute(selection.target().url(), (url, known) -> {
            ServerWork work = known;
            if (work == null && hasRoomFor(url)) {
                work = new ServerWork(clock, watchtower, this::touched);
            }
            if (work != null) {
                work.hold(access);
            }
            return work;
        });
    }

    private boolean hasRoomFor(ServerUrl url) {
        return servers.size() < MAX_SERVERS
                && servers.keySet().stream()
                                .filter(known -> known.origin().equals(url.origin()))
                                .count()
                        < MAX_BASE_PATHS;
    }

    /** One by one, so that none goes that somebody has just got hold of. */
    private void forget() {
        servers.keySet().forEach(url -> servers.computeIfPresent(url, (key, work) -> work.isForgotten() ? null : work));
    }
}
