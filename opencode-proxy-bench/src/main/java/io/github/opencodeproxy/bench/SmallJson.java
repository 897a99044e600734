package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.Answers;
import io.github.opencodeproxy.bench.load.SmallLoad;
import io.github.opencodeproxy.bench.load.Wrk;
import io.github.opencodeproxy.bench.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Small answers on 32 connections: processor time for each, and how many there are in a second. */
final class SmallJson {

    private record Round(double cpuMicros, double perSecond, double refused) {}

    private final Duration warmUp;
    private final Duration round;
    private final int rounds;
    private final boolean isWrk = Wrk.isThere();

    SmallJson(boolean isQuick) {
        warmUp = Duration.ofSeconds(isQuick ? 2 : 20);
        round = Duration.ofSeconds(isQuick ? 1 : 5);
        rounds = isQuick ? 2 : 7;
    }

    void run(List<Peer> peers, Report report) throws Exception {
        for (Peer peer : peers) {
            load(peer, warmUp);
        }
        List<List<Round>> measured = new ArrayList<>();
        peers.forEach(peer -> measured.add(new ArrayList<>()));
        for (int i = 0; i < rounds; i++) {
            for (int j = 0; j < peers.size(); j++) {
                measured.get(j).add(round(peers.get(j)));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        double ours = Double.NaN;
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = peers.get(i);
            List<Round> sorted = measured.get(i).stream()
                    .sorted(Comparator.comparingDouble(Round::cpuMicros))
                    .toList();
            double best = sorted.get(0).cpuMicros;
            ours = peer.name().equals("opencode-proxy") ? best : ours;
            rows.add(List.of(
                    peer.name() + refusals(sorted),
                    text("%.1f", best),
                    text("%.1f", sorted.get(rounds / 2).cpuMicros),
                    text(
                            "%,.0f",
                            sorted.stream().mapToDouble(Round::perSecond).max().orElse(0)),
                    text("%.2f", ours / best)));
            bars.add(new BarChart.Bar(peer.name(), best));
        }
        List<String> head =
                List.of("peer", "CPU µs / request, best", "median", "requests / s, best", "ours : this one");
        String by = isWrk ? "wrk" : "the benchmark's own client, which is what limits the fastest ones";
        BarChart chart = new BarChart("CPU time of the proxy, µs for each small request (less is better)", bars);
        String note = text("\nLoad by %s, %d rounds of %d s.\n", by, rounds, round.toSeconds());
        report.put("small", new Table(head, rows) + note, chart);
    }

    private static String refusals(List<Round> rounds) {
        double worst = rounds.stream().mapToDouble(Round::refused).max().orElse(0);
        return worst == 0 ? "" : text(" (refused up to %.0f %%)", Math.ceil(100 * worst));
    }

    private Round round(Peer peer) throws Exception {
        double before = peer.cpuMicros();
        Answers answers = load(peer, round);
        long count = Math.max(1, answers.count());
        double cpu = (peer.cpuMicros() - before) / count;
        return new Round(cpu, count / (double) round.toSeconds(), answers.refused() / (double) count);
    }

    private Answers load(Peer peer, Duration time) throws Exception {
        return isWrk ? Wrk.run(peer, time) : SmallLoad.run(peer, time);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
