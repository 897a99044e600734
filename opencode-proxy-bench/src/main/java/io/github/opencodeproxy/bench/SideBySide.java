package io.github.opencodeproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the peers, drives them in turn and prints a table. The rounds alternate, so that a machine that slows down slows
 * all of them; the best round of each is shown.
 */
final class SideBySide {

    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int EVENTS = 250;

    private SideBySide() {}

    public static void main(String[] args) throws Exception {
        try (Peer origin = Peer.origin();
                Peer ours = Peer.ours(Peer.sampleJar(), origin);
                Peer jetty = Peer.jettyAsync(origin)) {
            List<Peer> peers = List.of(ours, jetty);
            for (Peer peer : peers) {
                Load.smallAnswers(peer, WARM_UP);
            }
            smallAnswers(peers);
            eventDelays(List.of(origin, ours));
        }
    }

    private static void smallAnswers(List<Peer> peers) throws Exception {
        double[] micros = new double[peers.size()];
        double[] rates = new double[peers.size()];
        java.util.Arrays.fill(micros, Double.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < peers.size(); i++) {
                Duration before = peers.get(i).cpu();
                long count = Load.smallAnswers(peers.get(i), ROUND);
                double cpu = peers.get(i).cpu().minus(before).toNanos() / 1e3;
                micros[i] = Math.min(micros[i], cpu / count);
                rates[i] = Math.max(rates[i], count / (double) ROUND.toSeconds());
            }
        }
        print("| peer | CPU µs / request | requests / s |", "|---|---|---|");
        for (int i = 0; i < peers.size(); i++) {
            print(String.format("| %s | %.1f | %,.0f |", peers.get(i).name(), micros[i], rates[i]));
        }
        print(String.format("CPU of the first is %.2f × that of the last.", micros[0] / micros[micros.length - 1]), "");
    }

    private static void eventDelays(List<Peer> peers) throws IOException {
        List<String> rows =
                new ArrayList<>(List.of("| events | median ms | p99 ms | slowest ms |", "|---|---|---|---|"));
        for (Peer peer : peers) {
            long[] delays = Load.eventDelays(peer, EVENTS);
            rows.add(String.format(
                    "| %s | %.2f | %.2f | %.2f |",
                    peer.name(), delays[EVENTS / 2] / 1e6, delays[EVENTS * 99 / 100] / 1e6, delays[EVENTS - 1] / 1e6));
        }
        print(rows.toArray(String[]::new));
    }

    private static void print(String... lines) {
        for (String line : lines) {
            System.out.println(line);
        }
    }
}
