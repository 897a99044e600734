package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator edits the file while the process runs. */
class ConfigWatchTest {

    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final BlockingQueue<ProxyConfig> followed = new LinkedBlockingQueue<>();

    private Path folder;
    private Path file;

    @BeforeEach
    void prepare(@TempDir Path empty) throws IOException {
        folder = empty;
        file = folder.resolve("proxy.properties");
        write("opencode.proxy.allow=*.a.svc.cluster.local");
    }

    private void write(String... lines) throws IOException {
        Path made = Files.writeString(folder.resolve("made"), String.join("\n", lines));
        Files.move(made, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private ConfigFile read(Path path) {
        ProxyConfig config =
                ConfigFixture.empty().key("config-path", path.toString()).read();
        return Objects.requireNonNull(config.file());
    }

    private ConfigWatch watch(Path path) {
        return ConfigWatch.start(read(path), INTERVAL, followed::add);
    }

    private ProxyConfig next() throws InterruptedException {
        return Objects.requireNonNull(followed.poll(5, TimeUnit.SECONDS), "not followed");
    }

    @Test
    void handsOnWhatTheFileSaysNow() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            write("opencode.proxy.allow=*.b.svc.cluster.local", "opencode.proxy.servers.gpu.url=http://gpu.b:4096");
            ProxyConfig config = next();
            assertThat(config.rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(config.servers())
                    .extracting(server -> server.key().toString())
                    .contains("gpu");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileTheFileIsWrong() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            write("opencode.proxy.allow=*");
            write("opencode.proxy.alow=*.b.svc.cluster.local");
            write("opencode.proxy.allow=*.c.svc.cluster.local");
            // The wrong ones came first: had one been followed, it would be here.
            assertThat(next().rules().allow()).containsExactly("*.c.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileTheFileIsGone() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            Files.delete(file);
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            write("opencode.proxy.allow=*.d.svc.cluster.local");
            assertThat(next().rules().allow()).containsExactly("*.d.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileTheFileIsEmpty() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            write("", "# nothing");
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            write("opencode.proxy.allow=none");
            assertThat(next().rules().allow()).isEmpty();
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileTheFolderIsEmpty() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path key = Files.writeString(mounted.resolve("opencode.proxy.deny"), "bad.a.svc.cluster.local");
        try (ConfigWatch watch = watch(mounted)) {
            Files.delete(key);
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void followsAFileThatChangesAllTheTime() throws Exception {
        ExecutorService restless = Executors.newSingleThreadExecutor();
        AtomicBoolean isFollowed = new AtomicBoolean();
        try (ConfigWatch watch = watch(file)) {
            Future<?> writing = restless.submit(() -> {
                for (int i = 0; !isFollowed.get(); i++) {
                    write("opencode.proxy.allow=*.b" + i + ".svc.cluster.local");
                }
                return null;
            });
            assertThat(next().rules().allow()).first().asString().startsWith("*.b");
            isFollowed.set(true);
            writing.get(10, TimeUnit.SECONDS);
            assertThat(watch).isNotNull();
        } finally {
            isFollowed.set(true);
            restless.shutdownNow();
        }
    }

    @Test
    void followsTheLinkThatKubernetesExchanges() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path first = Files.createDirectory(mounted.resolve("..first"));
        Path second = Files.createDirectory(mounted.resolve("..second"));
        Files.writeString(first.resolve("opencode.proxy.allow"), "*.a.svc.cluster.local\n");
        Files.writeString(second.resolve("opencode.proxy.allow"), "*.b.svc.cluster.local\n");
        Path data = Files.createSymbolicLink(mounted.resolve("..data"), first);
        Files.createSymbolicLink(
                mounted.resolve("opencode.proxy.allow"), Path.of("..data").resolve("opencode.proxy.allow"));
        try (ConfigWatch watch = watch(mounted)) {
            Path made = Files.createSymbolicLink(mounted.resolve("..made"), second);
            Files.move(made, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileALinkLeadsNowhere() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path data = Files.createDirectory(mounted.resolve("..data"));
        for (String key : new String[] {"opencode.proxy.allow", "opencode.proxy.deny"}) {
            Files.writeString(data.resolve(key), "*.a.svc.cluster.local");
            Files.createSymbolicLink(mounted.resolve(key), data.resolve(key));
        }
        try (ConfigWatch watch = watch(mounted)) {
            Files.delete(data.resolve("opencode.proxy.deny"));
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void keepsTheLastGoodOneWhileTheFirstKeyIsHidden() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            write("Opencode.Proxy.Deny=bad.a.svc.cluster.local");
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void followsOnceAndNotAtEachLook() throws Exception {
        try (ConfigWatch watch = watch(file)) {
            write("opencode.proxy.allow=*.b.svc.cluster.local");
            assertThat(next()).isNotNull();
            await().pollDelay(10 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS).until(followed::isEmpty);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void asksAFollowerAgainThatCouldNotFollow() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (ConfigWatch watch = ConfigWatch.start(read(file), INTERVAL, config -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not now");
            }
            followed.add(config);
        })) {
            write("opencode.proxy.allow=*.b.svc.cluster.local");
            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void namesWhatTakesEffectAtTheNextStartOnly() throws Exception {
        ConfigFile before = read(file);
        write(
                "opencode.proxy.allow=*.b.svc.cluster.local",
                "opencode.proxy.timeouts.dns=4s",
                "opencode.proxy.servers.gpu.url=http://gpu.b:4096",
                "opencode.proxy.local-url=none");
        assertThat(before.again().restartKeys(before)).containsExactly("opencode.proxy.timeouts.dns");
    }

    @Test
    void thereIsNothingToWatchWithoutAFile() {
        assertThat(ConfigFixture.empty().read().file()).isNull();
    }
}
