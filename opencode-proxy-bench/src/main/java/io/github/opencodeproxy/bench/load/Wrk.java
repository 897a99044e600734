package io.github.opencodeproxy.bench.load;

import io.github.opencodeproxy.bench.peer.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk (https://github.com/wg/wrk), which takes less of the machine than Java does. */
public final class Wrk {

    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private Wrk() {}

    /** {@return whether it can be run} */
    public static boolean isThere() {
        try {
            Process process =
                    new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            process.waitFor();
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Does what {@link SmallLoad} does. */
    public static Answers run(Peer peer, Duration time) throws IOException {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c32", "-d" + time.toSeconds() + "s"));
        peer.fields().lines().forEach(line -> command.addAll(List.of("-H", line)));
        command.addAll(List.of("-H", "User-Agent: bench", peer.url() + peer.path("/json")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher count = COUNT.matcher(text);
        if (!count.find()) {
            throw new IOException(peer.name() + " under wrk: " + text);
        }
        Matcher refused = REFUSED.matcher(text);
        return new Answers(Long.parseLong(count.group(1)), refused.find() ? Long.parseLong(refused.group(1)) : 0);
    }
}
