package io.github.opencodeproxy.image;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/** A user on one network, sandboxes on another, and nothing between them but the notebook. */
@ExtendWith(WithImages.class)
@Timeout(600)
class TwoPodsIT {

    private static final String ANSWER = "Streamed answer";
    private static final String SLOW_ANSWER_ENDS = "End of the slow answer";
    private static final Duration PATIENCE = Duration.ofMillis(Chromium.PATIENCE_MILLIS);

    private static Pods pods;

    @BeforeAll
    static void start() {
        pods = Pods.start();
    }

    @AfterAll
    static void stop() {
        if (pods != null) {
            pods.close();
        }
    }

    @AfterEach
    void clear() {
        pods.clear();
    }

    @Test
    void theUserChatsWithASandboxThatTheBrowsersSideCannotReach() throws Exception {
        GenericContainer<?> sandbox = pods.sandbox("alpha", "alpha");
        String address = pods.address(sandbox);
        String notebook = URI.create(pods.notebookUrl()).getHost();
        assertThat(canConnect(pods.neighbour(), notebook, Pod.PORT)).isTrue();
        assertThat(canConnect(pods.notebook(), address, 4096)).isTrue();
        assertThat(canConnect(pods.neighbour(), address, 4096)).isFalse();
        assertThat(canConnect(pods.neighbour(), Pods.host("alpha"), 4096)).isFalse();

        try (Chromium browser = Chromium.beside(pods.neighbour(), "two-pods")) {
            assertThat(browser.cannotOpen("http://" + address + ":4096/global/health"))
                    .isTrue();
            browser.tell(page -> {
                OpenCodePage ui = new OpenCodePage(page);
                ui.open(pods.notebookUrl(), "alpha");
                ui.startSession();
                ui.type("Hello");
                ui.send();
                assertThat(ui.body()).containsText(ANSWER);
                browser.screenshot("1-chat");
            });
        }
    }

    @Test
    void aCutIsSaidAndWhatWasUnderWayIsThereWhenItIsHealed() throws Exception {
        GenericContainer<?> sandbox = pods.sandbox("beta", "beta");
        try (Chromium browser = Chromium.beside(pods.neighbour(), "cut")) {
            browser.tell(page -> {
                OpenCodePage ui = new OpenCodePage(page);
                ui.open(pods.notebookUrl(), "beta");
                ui.startSession();
                ui.type("Please write something [slow]");
                ui.send();
                assertThat(ui.body()).containsText("word5");
                ui.type("What I was about to ask");

                pods.cut(sandbox);
                assertThat(ui.body()).not().containsText(SLOW_ANSWER_ENDS);
                ui.openPicker();
                assertThat(ui.row("beta")).containsText("No answer");
                browser.screenshot("1-cut");

                pods.heal(sandbox);
                assertThat(ui.row("beta")).containsText("Healthy");
                ui.closePicker();
                assertThat(ui.composer()).containsText("What I was about to ask");
                assertThat(ui.body()).containsText(SLOW_ANSWER_ENDS);
                browser.screenshot("2-healed");
                ui.send();
                assertThat(ui.headings(ANSWER)).hasCount(2);
            });
        }
    }

    @Test
    void aSandboxThatComesBackAtAnotherAddressIsFoundWithTheWorkInIt() throws Exception {
        GenericContainer<?> first = pods.sandbox("gamma", "gamma");
        String before = pods.address(first);
        try (Chromium browser = Chromium.beside(pods.neighbour(), "replaced")) {
            browser.tell(page -> {
                OpenCodePage ui = new OpenCodePage(page);
                ui.open(pods.notebookUrl(), "gamma");
                ui.startSession();
                ui.type("Hello");
                ui.send();
                assertThat(ui.body()).containsText(ANSWER);
                ui.type("[slow] and more");

                pods.kill(first);
                ui.openPicker();
                assertThat(ui.row("gamma")).not().containsText("Healthy");
                assertThat(ui.row("gamma"))
                        .containsText(Pattern.compile("No answer|Name not found|Connection refused"));
                browser.screenshot("1-gone");

                pods.occupyFreeAddress();
                assertThat(pods.address(pods.sandbox("gamma", "gamma"))).isNotEqualTo(before);
                assertThat(ui.row("gamma")).containsText("Healthy");
                ui.closePicker();
                assertThat(ui.body()).containsText(ANSWER);
                assertThat(ui.composer()).containsText("[slow] and more");
                browser.screenshot("2-back");
                ui.send();
                assertThat(ui.body()).containsText(SLOW_ANSWER_ENDS);
            });
        }
    }

    @Test
    void aNameThatMovesIsFollowedThoughTheOldAddressStillAnswers() {
        GenericContainer<?> old = pods.sandbox("delta", "delta-old");
        await().atMost(PATIENCE).until(() -> projects("delta").contains("/home/jovyan/project"));
        GenericContainer<?> next = pods.sandbox("delta-next", "delta-next");
        exec(next, "mkdir /home/jovyan/moved && git -C /home/jovyan/moved init -q");

        pods.move("delta", old, next);

        await().atMost(PATIENCE).until(() -> files("delta").contains("moved"));
    }

    private static String projects(String server) throws IOException, InterruptedException {
        return get("api/servers/" + server + "/proxy/path");
    }

    private static String files(String server) throws IOException, InterruptedException {
        return get("api/servers/" + server + "/proxy/file?directory=%2Fhome%2Fjovyan&path=.");
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(pods.notebookUrl() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notNow) {
            return String.valueOf(notNow.getMessage());
        }
    }

    private static boolean canConnect(GenericContainer<?> pod, String host, int port) {
        return exec(pod, "timeout 5 bash -c '</dev/tcp/" + host + "/" + port + "'")
                        .getExitCode()
                == 0;
    }

    private static ExecResult exec(GenericContainer<?> pod, String command) {
        try {
            return pod.execInContainer("bash", "-c", command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
