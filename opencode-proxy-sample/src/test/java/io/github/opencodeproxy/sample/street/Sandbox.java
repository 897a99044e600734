package io.github.opencodeproxy.sample.street;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real OpenCode server of the pinned version with the offline model, in a throw-away home. */
final class Sandbox implements AutoCloseable {

    private final Process launcher;
    private final JsonNode facts;

    private Sandbox(Process launcher, JsonNode facts) {
        this.launcher = launcher;
        this.facts = facts;
    }

    /** Starts one; {@code modelDelay} is the pause between two pieces of an answer, in milliseconds. */
    static Sandbox start(int modelDelay) throws IOException {
        return start(modelDelay, Map.of());
    }

    /** Starts one that asks for a password. */
    static Sandbox start(int modelDelay, String password) throws IOException {
        return start(modelDelay, Map.of("OPENCODE_SERVER_PASSWORD", password));
    }

    private static Sandbox start(int modelDelay, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Tools.require("node").toString(),
                        Tools.repository().resolve("tools/opencode/sandbox.mjs").toString(),
                        "--model-delay",
                        String.valueOf(modelDelay),
                        "--stop-on-stdin-close")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process launcher = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("OpenCode did not start");
        }
        return new Sandbox(launcher, new ObjectMapper().readTree(line));
    }

    String url() {
        return facts.get("url").asText();
    }

    String version() {
        return facts.get("version").asText();
    }

    /** Stops the server, as a sandbox that is taken away. */
    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(30, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException e) {
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
