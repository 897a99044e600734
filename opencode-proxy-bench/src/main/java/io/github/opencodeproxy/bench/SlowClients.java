package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.AskLoad;
import io.github.opencodeproxy.bench.load.Percentiles;
import io.github.opencodeproxy.bench.load.SlowHeads;
import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one user waits for small answers, alone and beside clients that never finish a request. */
@SuppressWarnings("try") // They are slow by being there.
final class SlowClients {

    private final int slow;
    private final int asked;

    SlowClients(boolean isQuick) {
        slow = isQuick ? 50 : 500;
        asked = isQuick ? 100 : 500;
    }

    void run(List<String> names, Peers peers, Peer origin, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            Optional<Peer> started = peers.start(name, origin);
            if (started.isPresent()) {
                try (Peer peer = started.get()) {
                    rows.add(row(peer));
                }
            }
        }
        List<String> head = List.of(
                "peer", "median alone, ms", "p99 alone", "median beside " + slow + " slow clients", "p99 beside them");
        report.put("slow", new Table(head, rows).toString());
    }

    private List<String> row(Peer peer) throws Exception {
        Report.say("bench: slow clients of " + peer.name());
        AskLoad.run(peer, asked);
        Percentiles alone = AskLoad.run(peer, asked);
        try (SlowHeads heads = SlowHeads.start(peer, slow)) {
            Percentiles beside = AskLoad.run(peer, asked);
            return List.of(
                    peer.name(),
                    text(alone.millis(0.5)),
                    text(alone.millis(0.99)),
                    text(beside.millis(0.5)),
                    text(beside.millis(0.99)));
        }
    }

    private static String text(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }
}
