package io.github.opencodeproxy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Docker engine for these tests alone: its socket has a name of its own, its images are in {@code target/}, and it ends
 * with this process however that ends. An engine that runs on the machine already is not touched.
 */
final class Engine implements AutoCloseable {

    /** Reads until nobody holds the other end any more. */
    private static final String GUARD = "\"$@\" & engine=$!; read -r _; kill \"$engine\"; wait \"$engine\"";

    private final Process guard;
    private final Path images;

    private Engine(Process guard, Path images) {
        this.guard = guard;
        this.images = images;
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
                        binary.toString(),
                        "--host=unix://" + socket,
                        "--data-root=" + images,
                        "--exec-root=" + state,
                        "--pidfile=" + state.resolve("dockerd.pid"),
                        // What is on no network of its own has none.
                        "--bridge=none",
                        "--log-level=warn")
                .redirectErrorStream(true)
                .redirectOutput(Files.createDirectories(Command.target())
                        .resolve("engine.log")
                        .toFile())
                .start();
        Engine engine = new Engine(guard, images);
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Command.attempt("docker", "info").exit() == 0);
            return engine;
        } catch (ConditionTimeoutException e) {
            engine.close();
            throw Needs.missing("a machine that lets dockerd start; target/engine.log says what it does not let it do");
        }
    }

    @Override
    public void close() throws IOException {
        // What is left of a test that failed would outlive the engine: the bridges of its networks.
        Command.attempt("/bin/sh", "-c", "docker rm -f $(docker ps -aq); docker network prune -f");
        guard.getOutputStream().close();
        try {
            if (!guard.waitFor(1, TimeUnit.MINUTES)) {
                guard.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Path state = socket().getParent();
        // The engine leaves this mount behind.
        Command.attempt("umount", state.resolve("state/netns/default").toString());
        Command.run("rm", "-rf", images.toString(), state.toString());
    }

    private static Path socket() {
        return Path.of(System.getenv("DOCKER_HOST").substring("unix://".length()));
    }
}
