package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.BodyLoad;
import io.github.opencodeproxy.bench.load.StreamLoad;
import io.github.opencodeproxy.bench.peer.Jcmd;
import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Our sample in a heap of 64 MB: gigabytes down and up, eight bodies at a time; then 10,000 streams in an ordinary one. */
final class BigBodies {

    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final long bytes;
    private final Streams.Size streams;

    BigBodies(boolean isQuick) {
        bytes = isQuick ? 50_000_000 : 1_000_000_000;
        streams = isQuick ? Streams.SOME : Streams.TEN_THOUSAND;
    }

    void run(Peer origin, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        try (Peer sample = Peers.ours(origin, List.of("-Xmx64m"))) {
            rows.add(row(sample, "at the start", 0));
            for (BodyLoad.Way way : BodyLoad.Way.values()) {
                double rate = BodyLoad.run(sample, way, AT_ONCE, bytes, PATIENCE);
                rows.add(row(
                        sample,
                        AT_ONCE + " × " + bytes / 1_000_000 + " MB " + (way == BodyLoad.Way.DOWN ? "down" : "up"),
                        rate));
            }
        }
        report.put("big", new Table(List.of("-Xmx64m", "MB/s", "peak RSS MB", "heap after GC MB"), rows).toString());
        try (Peer sample = Peers.ours(origin, List.of("-Xmx1g"))) {
            StreamLoad.Heard heard = StreamLoad.run(sample, streams.count(), streams.interval(), streams.time());
            Report.say(text("%d of %d streams alive", heard.alive(), streams.count())
                    + text(
                            ", %.1f kB resident each, p99 %.1f ms",
                            heard.kilobytesEach(), heard.delays().millis(0.99)));
        }
    }

    private static List<String> row(Peer sample, String what, double rate) throws Exception {
        long peak = sample.peakKilobytes();
        Jcmd.run(sample.pid(), "GC.run");
        String heap = Jcmd.run(sample.pid(), "GC.heap_info")
                .lines()
                .filter(line -> line.contains("used"))
                .findFirst()
                .map(line -> line.replaceAll(".*used (\\d+)K.*", "$1"))
                .map(kilobytes -> text("%.1f", Long.parseLong(kilobytes) / 1024.0))
                .orElse("");
        String speed = rate > 0 ? text("%,.0f", rate) : what.startsWith("at") ? "" : "fails";
        return List.of(what, speed, String.valueOf(peak / 1024), heap);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
