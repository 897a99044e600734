package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.StreamLoad;
import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Many event streams at once: how many live, what each takes, and how late its events are. */
final class Streams {

    /**
     * How many.
     *
     * @param name the table's
     * @param count how many streams
     * @param interval between two events of one
     * @param time how long they are listened to
     */
    record Size(String name, int count, Duration interval, Duration time) {}

    static final Size A_FEW = new Size("streams", 100, Duration.ofSeconds(1), Duration.ofSeconds(3));
    static final Size A_THOUSAND = new Size("streams", 1_000, Duration.ofSeconds(1), Duration.ofSeconds(20));
    static final Size SOME = new Size("many", 1_000, Duration.ofSeconds(2), Duration.ofSeconds(3));
    static final Size TEN_THOUSAND =
            new Size("many", Math.min(10_000, affordable()), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final Size size;

    Streams(Size size) {
        this.size = size;
    }

    /** One peer at a time, freshly started, so that its memory is that of these streams. */
    void run(List<String> names, Peers peers, Peer origin, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        listen(origin, rows);
        for (String name : names) {
            Optional<Peer> started = peers.start(name, origin);
            if (started.isPresent()) {
                try (Peer peer = started.get()) {
                    StreamLoad.Heard heard = listen(peer, rows);
                    boolean isWhole = heard.alive() > size.count * 0.99;
                    bars.add(new BarChart.Bar(peer.name(), isWhole ? heard.kilobytesEach() : Double.NaN));
                }
            }
        }
        List<String> head =
                List.of("peer", "alive of " + size.count, "kB each", "event median ms", "p99 ms", "CPU µs / event");
        String title = "Resident memory, kB for each of " + size.count + " open event streams (less is better)";
        report.put(size.name, new Table(head, rows).toString(), new BarChart(title, bars));
    }

    private StreamLoad.Heard listen(Peer peer, List<List<String>> rows) throws Exception {
        Report.say("bench: " + size.count + " streams of " + peer.name());
        // So that what is measured is the streams and not the loading of classes.
        StreamLoad.run(peer, 20, Duration.ofMillis(100), Duration.ofSeconds(1));
        StreamLoad.Heard heard = StreamLoad.run(peer, size.count, size.interval, size.time);
        boolean isHeard = heard.alive() > 0;
        rows.add(List.of(
                peer.name(),
                String.valueOf(heard.alive()),
                isHeard ? text("%.1f", heard.kilobytesEach()) : "",
                isHeard ? text("%.2f", heard.delays().millis(0.5)) : "",
                isHeard ? text("%.2f", heard.delays().millis(0.99)) : "",
                isHeard ? text("%.1f", heard.cpuMicros()) : ""));
        return heard;
    }

    /** A stream is two open files of a proxy, and a JVM has some of its own. */
    private static int affordable() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +", 5)[3])
                    .mapToInt(limit -> limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit))
                    .map(limit -> (limit - 200) / 2)
                    .findFirst()
                    .orElse(Integer.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
