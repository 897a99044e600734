package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the peers, drives them in turn, prints and writes what was measured. */
final class Bench {

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Path folder = Files.createTempDirectory("bench");
        // nginx's workers are another user.
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        folder.toFile().setWritable(true, false);
        Report report = new Report(!options.isQuick());
        try (Peer origin = Peers.origin()) {
            for (Scenario scenario : options.scenarios()) {
                measure(scenario, options, new Peers(folder), origin, report);
            }
        }
    }

    private static void measure(Scenario scenario, Options options, Peers peers, Peer origin, Report report)
            throws Exception {
        boolean isQuick = options.isQuick();
        switch (scenario) {
            case SMALL -> together(options, peers, origin, running -> new SmallJson(isQuick).run(running, report));
            case BODIES -> together(options, peers, origin, running -> new LongBodies(isQuick).run(running, report));
            case STREAMS ->
                new Streams(isQuick ? Streams.A_FEW : Streams.A_THOUSAND).run(options.peers(), peers, origin, report);
            case MANY ->
                new Streams(isQuick ? Streams.SOME : Streams.TEN_THOUSAND).run(options.peers(), peers, origin, report);
            case ECHO -> new Terminals(isQuick).run(options.peers(), peers, origin, report);
            case SLOW -> new SlowClients(isQuick).run(options.peers(), peers, origin, report);
            case BIG -> new BigBodies(isQuick).run(origin, report);
        }
    }

    /** What is done to peers that run all at once. */
    private interface Rounds {

        void run(List<Peer> peers) throws Exception;
    }

    /** The rounds alternate between the peers, so that a machine that slows down slows all of them. */
    private static void together(Options options, Peers peers, Peer origin, Rounds rounds) throws Exception {
        List<Peer> running = new ArrayList<>();
        try {
            for (String name : options.peers()) {
                peers.start(name, origin).ifPresent(running::add);
            }
            rounds.run(running);
        } finally {
            for (Peer peer : running) {
                peer.close();
            }
        }
    }
}
