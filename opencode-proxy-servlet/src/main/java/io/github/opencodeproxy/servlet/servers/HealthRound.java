package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.health.ServerHealth;
import io.github.opencodeproxy.servlet.exchange.Turns;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Asks for each of some servers once, a few at a time: name lookups have few threads. Safe for use by many threads. */
final class HealthRound {

    private static final int AT_ONCE = 8;

    /** Is told of each result. */
    interface Listener {

        /** Not called any more when the round is given up, but by whoever was just about to. */
        void found(HealthRound round, ProvidedServer server, ServerHealth health);
    }

    private final Function<ProvidedServer, CompletionStage<ServerHealth>> ask;
    private final Listener listener;
    private final Turns turns = new Turns();

    /** Of the turns alone. */
    private final Deque<ProvidedServer> waiting;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger left;
    private volatile boolean isGivenUp;

    HealthRound(
            Collection<ProvidedServer> servers,
            Function<ProvidedServer, CompletionStage<ServerHealth>> ask,
            Listener listener) {
        this.ask = ask;
        this.listener = listener;
        waiting = new ArrayDeque<>(servers);
        left = new AtomicInteger(servers.size());
    }

    /** Begins, or goes on; waits for nothing. */
    void go() {
        turns.take(this::askNext);
    }

    private void askNext() {
        while (!isGivenUp && underWay.get() < AT_ONCE && !waiting.isEmpty()) {
            ProvidedServer server = waiting.remove();
            underWay.incrementAndGet();
            CompletionStage<?> unused = ask.apply(server).whenComplete((health, failure) -> {
                underWay.decrementAndGet();
                left.decrementAndGet();
                if (health != null && !isGivenUp) {
                    listener.found(this, server, health);
                }
                go();
            });
        }
    }

    /** Begins no other check; those under way come to their end unheard. */
    void giveUp() {
        isGivenUp = true;
    }

    boolean isOver() {
        return isGivenUp || left.get() == 0;
    }
}
