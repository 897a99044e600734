package io.github.opencodeproxy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Docker engine for these tests alone: its socket has a name of its own, its images are in {@code target/}, and it ends
 * with this process however that ends. An engine that runs on the machine already is not touched.
 */
final class Engine implements AutoCloseable {

    /**
     * Reads until nobody holds the other end any more, then clears away: what a test that failed has left, the bridges of
     * its networks among it, and what the engine leaves behind: a mount, and its chains where no other engine has them. Nothing
     * of it can hang.
     */
    private static final String GUARD = """
            images=$1 state=$2
            shift 2
            PATH=$PATH:/usr/sbin:/sbin
            trap : TERM INT
            chains() { iptables-save -t "$1" | sed -n 's/^:\\(DOCKER[^ ]*\\) .*/\\1/p'; }
            others=$(chains filter)
            "$@" &
            engine=$!
            read -r _
            timeout --kill-after=5 40 docker rm --force $(timeout 10 docker ps --all --quiet)
            timeout --kill-after=5 20 docker network prune --force
            kill "$engine"
            timeout 40 tail --pid="$engine" --follow /dev/null || kill -KILL "$engine"
            wait "$engine"
            if [ -z "$others" ] && ! pgrep -x dockerd; then
              for table in filter nat; do
                iptables-save -t "$table" | sed -n '/^-A .*-j DOCKER/s/^-A/-D/p' | while read -r rule; do
                  iptables --wait 10 -t "$table" $rule
                done
                for change in --flush --delete-chain; do
                  for chain in $(chains "$table"); do iptables --wait 10 -t "$table" "$change" "$chain"; done
                done
              done
            fi
            umount "$state/state/netns/default"
            rm -rf "$images" "$state"
            """;

    /** What the engine says where the kernel, or what the machine itself runs in, forbids it something. */
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)not permitted|permission denied|not supported"
            + "|not implemented|read-only file system|no such device|cgroup[^\n]*(mount|not)|iptables|modprobe");

    /** What its last words begin with when it ends at its start. */
    private static final String FAILED = "failed to start daemon";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process guard;

    private Engine(Process guard) {
        this.guard = guard;
    }

    static Engine start() throws IOException {
        Needs.root();
        Path binary = Needs.program("dockerd");
        Needs.program("docker");
        Path socket = socket();
        Path state = Files.createDirectories(socket.resolveSibling("state"));
        Path images = Command.target().resolve("engine");
        Process guard = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        GUARD,
                        "guard",
                        images.toString(),
                        socket.getParent().toString(),
                        binary.toString(),
                        "--host=unix://" + socket,
                        "--data-root=" + images,
                        "--exec-root=" + state,
                        "--pidfile=" + state.resolve("dockerd.pid"),
                        // Nothing leaves this machine, and its own policy of forwarding stays.
                        "--ip-forward=false",
                        // What is on no network of its own has none.
                        "--bridge=none",
                        "--log-level=warn")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        Engine engine = new Engine(guard);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Command.attempt("docker", "info").exit() == 0 || said().contains(FAILED));
        } catch (ConditionTimeoutException e) {
            engine.close();
            throw new IllegalStateException("dockerd does not answer after " + PATIENCE + ":\n" + said(), e);
        }
        String said = said();
        if (said.contains(FAILED)) {
            engine.close();
            throw refused("dockerd", said.substring(said.indexOf(FAILED)));
        }
        return engine;
    }

    /** Does what only a machine that lets an engine work does. Where it is forbidden, the tests are skipped. */
    static void tryOut(String... command) {
        Command.Result result = Command.attempt(command);
        if (result.exit() != 0) {
            throw refused(String.join(" ", command), result.output());
        }
    }

    private static RuntimeException refused(String what, String said) {
        if (FORBIDDEN.matcher(said).find()) {
            throw Needs.skipped("this machine does not let a Docker engine run (" + what + "): " + said.strip());
        }
        return new IllegalStateException(what + " failed:\n" + said);
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        try {
            if (!guard.waitFor(3, TimeUnit.MINUTES)) {
                guard.destroyForcibly();
                throw new IllegalStateException("The engine does not end:\n" + said());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Files.exists(socket().getParent())) {
            throw new IllegalStateException("The engine has left something behind:\n" + said());
        }
    }

    /** What the engine said, at least what it said last. */
    private static String said() throws IOException {
        String log = Files.readString(log(), StandardCharsets.UTF_8);
        return log.substring(Math.max(0, log.length() - 2_000));
    }

    private static Path log() throws IOException {
        return Files.createDirectories(Command.target()).resolve("engine.log");
    }

    private static Path socket() {
        return Path.of(System.getenv("DOCKER_HOST").substring("unix://".length()));
    }
}
