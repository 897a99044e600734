package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.health.HealthMonitor;
import io.github.opencodeproxy.core.health.ServerHealth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells pages that listen which servers are provided and how they are: all of it at first, then what changes. It looks at the
 * servers again and again while somebody listens, and does nothing when nobody does. Safe for use by many threads; nothing
 * here waits.
 */
final class HealthFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthFeed.class);

    private final ServerDirectory directory;
    private final HealthMonitor monitor;
    private final Fingerprints fingerprints;
    private final Ticks ticks;

    // All of this is guarded by this. Who holds it takes no stream's pen: a stream that ends holds that and comes here.
    private final Set<HealthStream> streams = new LinkedHashSet<>();
    private @Nullable Listed listed;
    private final Map<ServerKey, Known> known = new LinkedHashMap<>();
    private @Nullable HealthRound round;
    private boolean isAwake;
    private boolean isClosed;

    private record Listed(List<ProvidedServer> servers, List<DirectoryProblem> problems) {

        String json() {
            return ServerList.of(servers, problems).toString();
        }
    }

    /** The last that was found about a server; it is news when the second differs. */
    private record Known(String json, ObjectNode news) {}

    HealthFeed(ServerDirectory directory, HealthMonitor monitor, Fingerprints fingerprints, Ticks ticks) {
        this.directory = directory;
        this.monitor = monitor;
        this.fingerprints = fingerprints;
        this.ticks = ticks;
    }

    /** Tells a stream from now on, until it {@linkplain #leave leaves}. */
    void join(HealthStream stream) {
        boolean isFirst;
        boolean isLate;
        synchronized (this) {
            isLate = isClosed;
            isFirst = !isClosed && !isAwake;
            if (!isClosed) {
                streams.add(stream);
                isAwake = true;
            }
            if (listed != null) {
                stream.unsent().list(listed.json());
                known.forEach((key, last) -> stream.unsent().news(key.value(), last.json()));
            }
        }
        if (stream.isOver()) {
            // It left before it was on the list.
            leave(stream);
        }
        if (isLate) {
            stream.end();
        } else if (isFirst) {
            ticks.start(this::tick);
        } else {
            ticks.soon(stream::send);
        }
    }

    synchronized void leave(HealthStream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            giveUpRound();
        }
    }

    /** Another policy is in force: what it says is to be known at once. */
    void lookAgain() {
        synchronized (this) {
            if (streams.isEmpty()) {
                return;
            }
            giveUpRound();
        }
        ticks.soon(() -> look(new Ticks.Due(false, false)));
    }

    /** {@return whether there is somebody to look for} */
    private boolean tick(Ticks.Due due) {
        synchronized (this) {
            if (streams.isEmpty() || isClosed) {
                sleep();
                return false;
            }
        }
        look(due);
        return true;
    }

    private void look(Ticks.Due due) {
        HealthRound begun = null;
        List<HealthStream> told;
        synchronized (this) {
            if (streams.isEmpty() || isClosed) {
                return;
            }
            Listed now = list();
            boolean isChanged = isAnotherList(now);
            if (isChanged) {
                giveUpRound();
            }
            if (due.isBeat()) {
                streams.forEach(stream -> stream.unsent().beat());
            }
            // One that takes long is not begun again meanwhile.
            if (round == null || (due.isRound() && round.isOver())) {
                begun = new HealthRound(unknownFirst(now.servers()), this::ask, this::found);
                round = begun;
            }
            told = isChanged || due.isBeat() ? List.copyOf(streams) : List.of();
        }
        told.forEach(HealthStream::send);
        if (begun != null) {
            begun.go();
        }
    }

    private void sleep() {
        isAwake = false;
        giveUpRound();
        listed = null;
        known.clear();
    }

    private void giveUpRound() {
        if (round != null) {
            round.giveUp();
            round = null;
        }
    }

    /** Health of a server that is not what it was is not known. */
    private boolean isAnotherList(Listed now) {
        if (now.equals(listed)) {
            return false;
        }
        Set<ProvidedServer> kept = new HashSet<>(now.servers());
        for (ProvidedServer before : listed == null ? List.<ProvidedServer>of() : listed.servers()) {
            if (!kept.contains(before)) {
                known.remove(before.key());
                streams.forEach(stream -> stream.unsent().forget(before.key().value()));
            }
        }
        listed = now;
        String json = now.json();
        streams.forEach(stream -> stream.unsent().list(json));
        return true;
    }

    /** One that cannot be had leaves the last one as it is. */
    private Listed list() {
        try {
            return new Listed(List.copyOf(directory.servers()), List.copyOf(directory.problems()));
        } catch (RuntimeException e) {
            LOG.warn("The list of provided servers cannot be had", e);
            return listed == null ? new Listed(List.of(), List.of()) : listed;
        }
    }

    private List<ProvidedServer> unknownFirst(List<ProvidedServer> servers) {
        List<ProvidedServer> inOrder = new ArrayList<>(servers);
        inOrder.sort(Comparator.comparing(server -> known.containsKey(server.key())));
        return inOrder;
    }

    private CompletionStage<ServerHealth> ask(ProvidedServer server) {
        return monitor.ask(
                new ProvidedInquiry(server, fingerprints.of(server.connection().credentials())));
    }

    private void found(HealthRound from, ProvidedServer server, ServerHealth health) {
        ServerKey key = server.key();
        ObjectNode result = HealthJson.of("key", key.value(), health);
        Known now = new Known(result.toString(), HealthJson.news(result));
        List<HealthStream> told;
        synchronized (this) {
            if (from != round) {
                return;
            }
            Known before = known.put(key, now);
            if (before != null && before.news().equals(now.news())) {
                return;
            }
            streams.forEach(stream -> stream.unsent().news(key.value(), now.json()));
            told = List.copyOf(streams);
        }
        // Not on the thread that heard the server: there may be many pages.
        ticks.soon(() -> told.forEach(HealthStream::send));
    }

    /** Ends every stream in order, and those that come later. */
    @Override
    public void close() {
        List<HealthStream> open;
        synchronized (this) {
            isClosed = true;
            giveUpRound();
            open = List.copyOf(streams);
        }
        open.forEach(HealthStream::end);
    }
}
