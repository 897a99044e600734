package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator edits the configuration file of a running proxy. */
class FollowedConfigTest {

    private static void write(Path file, String... lines) throws IOException {
        Path made = Files.writeString(file.resolveSibling("made"), String.join("\n", lines));
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static RunningProxy start(Path file) {
        ProxyConfig config =
                ProxyConfig.read(ConfigSources.of(Map.of("opencode.proxy.config-path", file.toString()), Map.of()));
        return RunningProxy.with(
                options -> ProxyOptions.from(config).basePath(BasePath.of(RunningProxy.PREFIX)), "none");
    }

    private static int ask(RunningProxy proxy, String path, String... headers) throws Exception {
        return proxy.get(path, headers).statusCode();
    }

    private static String box(RunningProxy proxy) throws Exception {
        return proxy.get("/api/servers/box/proxy/x", "X-Opencode-Proxy", "1").body();
    }

    private static String password(String password) {
        return "opencode.proxy.servers.box.username=opencode\nopencode.proxy.servers.box.password=" + password;
    }

    @Test
    void rulesAndProvidedServersTakeEffectWithoutARestartAndABadFileChangesNothing(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("proxy.properties");
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                conversation.answer("text/plain", String.valueOf(conversation.header("authorization")));
            }
        })) {
            String noLocal = "opencode.proxy.local-url=none";
            String provided = "opencode.proxy.servers.box.url=" + upstream.url();
            write(file, noLocal, "opencode.proxy.allow=" + upstream.url());
            try (RunningProxy proxy = start(file);
                    RawClient page = proxy.raw("GET", "/api/servers/health", "Accept: text/event-stream\r\n")) {
                page.readUntil("\"servers\":[]");
                assertThat(ask(proxy, "/api/proxy/x", "X-Target-Server", upstream.url()))
                        .isEqualTo(200);
                assertThat(ask(proxy, "/api/servers/box/proxy/x", "X-Opencode-Proxy", "1"))
                        .isEqualTo(404);

                write(file, noLocal, "opencode.proxy.allow=*", provided);
                write(file, noLocal, "opencode.proxy.allow=none", provided);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> ask(proxy, "/api/servers/box/proxy/x", "X-Opencode-Proxy", "1") == 200);
                await().until(() -> ask(proxy, "/api/proxy/x", "X-Target-Server", upstream.url()) == 403);
                assertThat(proxy.get("/api/servers", "X-Opencode-Proxy", "1").body())
                        .contains("\"box\"");
                page.readUntil("\"key\":\"box\",\"name\"");
                page.readUntil("\"key\":\"box\",\"state\"");

                write(file, noLocal, "opencode.proxy.allow=none", provided, password("a"));
                await().atMost(Duration.ofSeconds(20)).until(() -> box(proxy).equals("Basic b3BlbmNvZGU6YQ=="));

                write(file, noLocal, "opencode.proxy.allow=none");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> ask(proxy, "/api/servers/box/proxy/x", "X-Opencode-Proxy", "1") == 404);
                page.readUntil("\"servers\":[]");
            }
        }
    }
}
