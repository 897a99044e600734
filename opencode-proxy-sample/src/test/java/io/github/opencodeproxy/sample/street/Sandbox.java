package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real OpenCode server with the offline model, in a throw-away home: of the pinned version unless another is named. */
final class Sandbox implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process launcher;
    private final JsonNode facts;

    private Sandbox(Process launcher, JsonNode facts) {
        this.launcher = launcher;
        this.facts = facts;
    }

    /** Starts one; {@code modelDelay} is the pause between two pieces of an answer, in milliseconds. */
    static Sandbox start(int modelDelay) throws IOException {
        return start(modelDelay, "");
    }

    /** Starts one that asks for a password, unless that is empty. The options are those of {@code sandbox.mjs}. */
    static Sandbox start(int modelDelay, String password, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Tools.require("node").toString(),
                Tools.repository().resolve("tools/opencode/sandbox.mjs").toString(),
                "--model-delay",
                String.valueOf(modelDelay),
                "--stop-on-stdin-close"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (!password.isEmpty()) {
            builder.environment().putAll(Map.of("OPENCODE_SERVER_PASSWORD", password));
        }
        Process launcher = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("OpenCode did not start");
        }
        return new Sandbox(launcher, new ObjectMapper().readTree(line));
    }

    /** Starts one while others start. */
    static CompletableFuture<Sandbox> starting(int modelDelay, String password, String... options) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return start(modelDelay, password, options);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    String url() {
        return facts.get("url").asText();
    }

    int port() {
        return URI.create(url()).getPort();
    }

    String version() {
        return facts.get("version").asText();
    }

    /** {@return the ids of its sessions, asked for without a password} */
    List<String> sessions() throws IOException {
        try (InputStream answer = URI.create(url() + "/session").toURL().openStream()) {
            return new ObjectMapper().readTree(answer).findValuesAsText("id");
        }
    }

    /** Gives a session another name, as somebody else would. */
    void rename(String session, String title) {
        send("PATCH", "/session/" + session, "{\"title\":\"" + title + "\"}");
    }

    /** {@return its answer to JSON that comes on no page's way} */
    String post(String path, String body) {
        return send("POST", path, body);
    }

    private String send(String method, String path, String body) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(url() + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Lets it stand still: what connects waits for ever. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on after a pause. */
    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Tools.run("kill", name, facts.get("pid").asText());
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
