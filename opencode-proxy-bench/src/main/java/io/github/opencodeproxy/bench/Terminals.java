package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.EchoLoad;
import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Open WebSockets, and how long one that is typed into takes to echo. */
final class Terminals {

    private static final int WARM_UP = 20;

    private final int count;
    private final int messages;

    Terminals(boolean isQuick) {
        count = isQuick ? 100 : 2_000;
        messages = isQuick ? 1_000 : 20_000;
    }

    void run(List<String> names, Peers peers, Peer origin, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        type(origin, rows);
        for (String name : names) {
            Optional<Peer> started = peers.start(name, origin);
            if (started.isPresent()) {
                try (Peer peer = started.get()) {
                    type(peer, rows);
                }
            }
        }
        List<String> head = List.of("peer", "open of " + count, "echo median ms", "p99 ms");
        report.put("echo", new Table(head, rows).toString());
    }

    private void type(Peer peer, List<List<String>> rows) throws Exception {
        Report.say("bench: " + count + " WebSockets of " + peer.name());
        EchoLoad.run(peer, WARM_UP, messages / 2);
        EchoLoad.Echoes echoes = EchoLoad.run(peer, count, messages);
        boolean isTyped = echoes.roundTrips().count() > 0;
        rows.add(List.of(
                peer.name(),
                echoes.open() == 0 ? "none" : String.valueOf(echoes.open()),
                isTyped ? text(echoes.roundTrips().millis(0.5)) : "",
                isTyped ? text(echoes.roundTrips().millis(0.99)) : ""));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
