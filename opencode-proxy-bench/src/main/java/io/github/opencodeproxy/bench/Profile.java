package io.github.opencodeproxy.bench;

import io.github.opencodeproxy.bench.load.SmallLoad;
import io.github.opencodeproxy.bench.load.Wrk;
import io.github.opencodeproxy.bench.peer.Jcmd;
import io.github.opencodeproxy.bench.peer.Peer;
import io.github.opencodeproxy.bench.peer.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Draws where our proxy spends its time under small requests, as a flame graph. */
final class Profile {

    private static final Path TARGET = Path.of("opencode-proxy-bench", "target");
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private Profile() {}

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(args.length == 0 ? 20 : Long.parseLong(args[0]));
        Path agent = agent();
        // Kernel frames need the right to see them; without it the JVM's own are shown.
        Path flames = TARGET.resolve("profile.html").toAbsolutePath();
        try (Peer origin = Peers.origin();
                Peer ours = Peers.ours(origin, List.of("-Xmx1g"))) {
            load(ours, WARM_UP);
            tell(ours, agent, "start,event=cpu,interval=1000000");
            load(ours, time);
            tell(ours, agent, "stop,file=" + flames);
        }
        Report.say("bench: " + (Files.exists(flames) ? flames : "no profile: see what the proxy said"));
    }

    private static void load(Peer peer, Duration time) throws Exception {
        if (Wrk.isThere()) {
            Wrk.run(peer, time);
        } else {
            SmallLoad.run(peer, time);
        }
    }

    private static void tell(Peer peer, Path agent, String what) throws IOException, InterruptedException {
        // jcmd divides its arguments at commas that are not quoted.
        String answer = Jcmd.run(peer.pid(), "JVMTI.agent_load", agent.toString(), "\"" + what + "\"");
        if (!answer.contains("return code: 0")) {
            throw new IOException("The profiler does not start: " + answer);
        }
    }

    private static Path agent() throws IOException {
        boolean isArm = System.getProperty("os.arch").toLowerCase(Locale.ROOT).contains("aarch64");
        String name = isArm ? "/linux-arm64/libasyncProfiler.so" : "/linux-x64/libasyncProfiler.so";
        Path file = TARGET.resolve("libasyncProfiler.so").toAbsolutePath();
        try (InputStream in = Profile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("No profiler for this machine");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
