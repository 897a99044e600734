package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.BodyLoad;
import io.github.opencodeproxy.bench.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One body of 100 MB at a time, down and up. */
final class LongBodies {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long bytes;
    private final int rounds;

    LongBodies(boolean isQuick) {
        bytes = isQuick ? 20_000_000 : 100_000_000;
        rounds = isQuick ? 2 : 9;
    }

    /** The best of the rounds in one direction. */
    private static final class Best {

        private double rate;
        private double cpu = Double.MAX_VALUE;
    }

    void run(List<Peer> peers, Report report) throws Exception {
        List<Best> down = bests(peers);
        List<Best> up = bests(peers);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                carry(peers.get(i), BodyLoad.Way.DOWN, down.get(i));
                carry(peers.get(i), BodyLoad.Way.UP, up.get(i));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            rows.add(
                    List.of(peers.get(i).name(), rate(down.get(i)), cpu(down.get(i)), rate(up.get(i)), cpu(up.get(i))));
        }
        List<String> head = List.of("peer", "down MB/s", "CPU ms / 100 MB", "up MB/s", "CPU ms / 100 MB");
        report.put("bodies", new Table(head, rows).toString());
    }

    private static List<Best> bests(List<Peer> peers) {
        return peers.stream().map(peer -> new Best()).toList();
    }

    private void carry(Peer peer, BodyLoad.Way way, Best best) throws Exception {
        double before = peer.cpuMicros();
        double rate = BodyLoad.run(peer, way, 1, bytes, PATIENCE);
        if (rate > 0) {
            best.rate = Math.max(best.rate, rate);
            best.cpu = Math.min(best.cpu, (peer.cpuMicros() - before) / 1e3 * 100_000_000 / bytes);
        }
    }

    private static String rate(Best best) {
        return best.rate == 0 ? "fails" : String.format(Locale.ROOT, "%,.0f", best.rate);
    }

    private static String cpu(Best best) {
        return best.rate == 0 ? "" : String.format(Locale.ROOT, "%.0f", best.cpu);
    }
}
