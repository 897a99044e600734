package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to measure.
 *
 * @param isQuick whether seconds will do: figures that show that it works, and nothing is written
 * @param scenarios which of {@link Scenario}
 * @param peers which of {@link Peers#names()}
 */
record Options(boolean isQuick, Set<Scenario> scenarios, List<String> peers) {

    static Options parse(String[] args) {
        boolean isQuick = false;
        Set<Scenario> scenarios = new LinkedHashSet<>(List.of(Scenario.values()));
        scenarios.remove(Scenario.BIG);
        List<String> peers = new ArrayList<>(Peers.names());
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> isQuick = true;
                case "--only" -> {
                    scenarios.clear();
                    for (String name : value(args, ++i)) {
                        scenarios.add(Scenario.named(name));
                    }
                }
                case "--peers" -> peers = List.of(value(args, ++i));
                default -> throw new IllegalArgumentException("Not understood: " + args[i]);
            }
        }
        for (String peer : peers) {
            if (!Peers.names().contains(peer)) {
                throw new IllegalArgumentException("No such peer: " + peer + ". There are " + Peers.names());
            }
        }
        return new Options(isQuick, scenarios, peers);
    }

    private static String[] value(String[] args, int at) {
        if (at >= args.length) {
            throw new IllegalArgumentException(args[at - 1] + " needs a list");
        }
        return args[at].split(",");
    }
}
