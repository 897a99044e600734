package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.HeardLog;
import io.github.opencodeproxy.servlet.files.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Something is put in the place of the configuration that never ends or never begins, and is exchanged for a good one later. */
@Timeout(60)
class HostileFilesTest {

    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final String FIRST = "opencode.proxy.allow=*.a.svc.cluster.local";
    private static final String LATER = "opencode.proxy.allow=*.b.svc.cluster.local";
    private static final String NO_FILE = "must be a readable file that exists, no pipe and no device";

    private final BlockingQueue<ProxyConfig> followed = new LinkedBlockingQueue<>();

    private Path folder;
    private Path file;

    @BeforeEach
    void prepare(@TempDir Path empty) throws IOException {
        folder = empty;
        file = Files.writeString(folder.resolve("proxy.properties"), FIRST);
    }

    private static ConfigFile read(Path path) {
        ProxyConfig config =
                ConfigFixture.empty().key("config-path", path.toString()).read();
        return Objects.requireNonNull(config.file());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("written"), text);
    }

    private Path linkTo(String device) throws IOException {
        return Files.createSymbolicLink(folder.resolve("link"), Path.of(device));
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    /** The operator sees why it is not followed, and later that it is. */
    private void isSaidAndOverWithTheNextGoodOne(Path hostile, String reason) throws Exception {
        try (HeardLog log = new HeardLog(ConfigWatch.class);
                ConfigWatch watch = ConfigWatch.start(read(file), INTERVAL, followed::add)) {
            Files.move(hostile, file, StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("SEVERE") && line.contains(reason) && line.contains("" + file)));

            Files.move(written(LATER), file, StandardCopyOption.REPLACE_EXISTING);

            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(followed).isEmpty();
            assertThat(watch).isNotNull();
        }
    }

    private ProxyConfig next() throws InterruptedException {
        return Objects.requireNonNull(followed.poll(5, TimeUnit.SECONDS), "not followed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceWithoutAnEndIsNotRead() throws Exception {
        isSaidAndOverWithTheNextGoodOne(linkTo("/dev/zero"), NO_FILE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPipeIsNotWaitedFor() throws Exception {
        isSaidAndOverWithTheNextGoodOne(pipe(), NO_FILE);
    }

    @Test
    void aFileOfMoreThanAMebibyteIsNotRead() throws Exception {
        isSaidAndOverWithTheNextGoodOne(written(tooLong(LATER)), "must not be longer than 1 MiB");
    }

    @Test
    void aFileThatIsNoTextIsSaidToBeNone() throws Exception {
        Path utf16 = Files.write(folder.resolve("utf16"), LATER.getBytes(StandardCharsets.UTF_16));

        isSaidAndOverWithTheNextGoodOne(utf16, "must be UTF-8");
    }

    @Test
    void aBrokenEscapeIsSaidWithoutWhatIsAroundIt() throws Exception {
        try (HeardLog log = new HeardLog(ConfigWatch.class)) {
            isSaidAndOverWithTheNextGoodOne(
                    written("opencode.proxy.servers.local.password=geheim\\u00zz"), "four hexadecimal digits");
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("geheim"));
        }
    }

    @Test
    void aMarkAtTheBeginningOfTheTextIsNoPartOfIt() throws Exception {
        try (ConfigWatch watch = ConfigWatch.start(read(file), INTERVAL, followed::add)) {
            Files.move(written("\uFEFF" + LATER), file, StandardCopyOption.REPLACE_EXISTING);

            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aMarkInTheMiddleHidesNoKey() throws Exception {
        Path putTogether = written(LATER + "\n\uFEFFopencode.proxy.deny=bad.b.svc.cluster.local");

        isSaidAndOverWithTheNextGoodOne(putTogether, "byte order mark");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderIsReadByTheSameRules() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path allow = Files.writeString(mounted.resolve("opencode.proxy.allow"), "*.a.svc.cluster.local");
        Path deny = mounted.resolve("opencode.proxy.deny");
        try (HeardLog log = new HeardLog(ConfigWatch.class);
                ConfigWatch watch = ConfigWatch.start(read(mounted), INTERVAL, followed::add)) {
            Files.createSymbolicLink(deny, Path.of("/dev/zero"));
            await().untilAsserted(
                            () -> assertThat(log.lines()).anyMatch(line -> line.contains(deny + "\": " + NO_FILE)));
            Files.move(pipe(), deny, StandardCopyOption.REPLACE_EXISTING);
            Files.move(written(tooLong("")), deny, StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() ->
                    assertThat(log.lines()).anyMatch(line -> line.contains("must not be longer than 1 MiB")));
            Files.writeString(deny, " ".repeat(SmallFile.MOST_BYTES));
            await().untilAsserted(() ->
                    assertThat(log.lines()).anyMatch(line -> line.contains("must not hold more than 1 MiB")));

            Files.delete(deny);
            Files.move(written("*.b.svc.cluster.local"), allow, StandardCopyOption.REPLACE_EXISTING);

            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void neitherDoTheFilesThatItNamesKeepTheWatch() throws Exception {
        Path pipe = pipe();
        try (HeardLog log = new HeardLog(ConfigWatch.class);
                ConfigWatch watch = ConfigWatch.start(read(file), INTERVAL, followed::add)) {
            for (String key : new String[] {"opencode.proxy.tls.ca-file", "opencode.proxy.credential.key-file"}) {
                Files.move(written(LATER + "\n" + key + "=" + pipe), file, StandardCopyOption.REPLACE_EXISTING);
                await().untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains(key)));
            }

            Files.move(written(LATER), file, StandardCopyOption.REPLACE_EXISTING);

            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void anErrorIsSaidAndTheWatchGoesOn() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (HeardLog log = new HeardLog(ConfigWatch.class);
                ConfigWatch watch = ConfigWatch.start(read(file), INTERVAL, config -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("for the test");
                    }
                    followed.add(config);
                })) {
            Files.move(written(LATER), file, StandardCopyOption.REPLACE_EXISTING);

            assertThat(next().rules().allow()).containsExactly("*.b.svc.cluster.local");
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("SEVERE") && line.contains("java.lang.OutOfMemoryError"));
            assertThat(watch).isNotNull();
        }
    }

    private static String tooLong(String text) {
        return text + "\n" + "#".repeat(SmallFile.MOST_BYTES);
    }
}
