package io.github.opencodeproxy.servlet.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.identity.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key ring in a file: for us alone, right or refused, and exchanged while we run. */
class KeyFileTest {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String GOOD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private final Path folder;

    KeyFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Writes a ring as an operator does: {@code id:seed} for each key, into the place of what was there. */
    static Path ring(Path file, String... keys) throws IOException {
        ObjectNode set = MAPPER.createObjectNode();
        for (String key : keys) {
            String[] parts = key.split(":", -1);
            byte[] secret = new byte[RingKey.SECRET_BYTES];
            Arrays.fill(secret, Byte.parseByte(parts[1]));
            set.withArray("keys")
                    .addObject()
                    .put("kty", "oct")
                    .put("kid", parts[0])
                    .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        }
        return replace(file, set.toString(), "rw-------");
    }

    static Path replace(Path file, String text, String mode) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String set(String keys) {
        return "{\"keys\":[" + keys + "]}";
    }

    private static String key(String id, String secret) {
        return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + secret + "\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void isReadWhenItIsForItsOwnerAlone(String mode) throws Exception {
        Path file = replace(folder.resolve("keys"), set(key("a", GOOD) + "," + key("b", GOOD)), mode);

        assertThat(KeyFile.read(file)).hasToString("[RingKey[a], RingKey[b]]");
        Path link = Files.createSymbolicLink(folder.resolve("mounted"), file);
        assertThat(KeyFile.read(link).current().id()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rw-r--r--",
                "rw-r-----",
                "r--r-----",
                "rw----r--",
                "rw--w----",
                "rwx------",
                "rw-------x",
                "rwxrwxrwx"
            })
    void isRefusedWhenOthersCouldReadOrChangeIt(String mode) throws Exception {
        String nine = mode.length() > 9 ? "rw------x" : mode;
        Path file = replace(folder.resolve("keys"), set(key("a", GOOD)), nine);

        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(file))
                .withMessageContaining("chmod 600")
                .withMessageNotContaining(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "[]",
                "null",
                "{\"keys\":[]}",
                "{\"keys\":{}}",
                "{\"keys\":[{}]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":7,\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a b\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"alg\":\"HS256\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"use\":\"sig\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"GOODAA\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2hvcnQ\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"not base64!\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"GOOD\"},{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"GOOD\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"GOOD\"}"
            })
    void isRefusedWhenItIsNoKeyRing(String text) throws Exception {
        Path file = replace(folder.resolve("keys"), text.replace("GOOD", GOOD), "rw-------");

        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(file))
                .withMessageContaining("JSON Web Key Set")
                .withMessageNotContaining(GOOD)
                .withNoCause();
    }

    @Test
    void isRefusedWhenItIsMissingAFolderOrTooLong() throws Exception {
        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(folder.resolve("missing")))
                .withMessageContaining("exists");
        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(folder))
                .withMessageContaining("exists");
        Path file = replace(folder.resolve("keys"), set(key("a", GOOD)) + " ".repeat(70_000), "rw-------");
        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(file))
                .withMessageContaining("64 KiB");
        String many = String.join(
                ",", IntStream.range(0, 17).mapToObj(i -> key("k" + i, GOOD)).toList());
        assertThatExceptionOfType(InvalidKeyFileException.class)
                .isThrownBy(() -> KeyFile.read(replace(file, set(many), "rw-------")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isNotWaitedForWhenItIsAPipeOrADevice() throws Exception {
        Path file = ring(folder.resolve("keys"), "first:1");
        LiveKeys keys = LiveKeys.in(file);
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        for (Path hostile : List.of(pipe, Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero")))) {
            Files.move(hostile, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatExceptionOfType(InvalidKeyFileException.class)
                    .isThrownBy(() -> KeyFile.read(file))
                    .withMessageContaining("no pipe and no device");
            keys.refresh();
            assertThat(keys.ring()).hasToString("[RingKey[first]]");
        }

        ring(file, "second:2");
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[second]]");
    }

    @Test
    void isMadeOnceByWhicheverOfManyProcessesIsFirst() throws Exception {
        Path file = folder.resolve("deep").resolve("keys");
        int many = 16;
        CountDownLatch ready = new CountDownLatch(many);
        Callable<String> start = () -> {
            ready.countDown();
            ready.await();
            return LiveKeys.madeIn(file).ring().current().id();
        };
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            Set<String> ids = new HashSet<>();
            for (Future<String> id : threads.invokeAll(
                    IntStream.range(0, many).mapToObj(i -> start).toList())) {
                ids.add(id.get());
            }
            assertThat(ids).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void isNotMadeInPlaceOfABadOne() throws Exception {
        Path file = replace(folder.resolve("keys"), "broken", "rw-------");

        assertThatExceptionOfType(InvalidKeyFileException.class).isThrownBy(() -> LiveKeys.madeIn(file));
        assertThat(file).hasContent("broken");
    }

    @Test
    void isReplacedByMemoryWhereItCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("keys");

        LiveKeys keys = LiveKeys.madeIn(file);

        assertThat(keys.isFromFile()).isFalse();
        String sealed =
                new CredentialSeal(keys).seal(Credentials.basic("u", "p"), ServerUrl.parse("http://h"), User.ANONYMOUS);
        assertThat(sealed).isNotEmpty();
    }

    @Test
    void keepsTheLastGoodKeysWhileTheFileIsBadOrGone() throws Exception {
        Path file = ring(folder.resolve("keys"), "first:1");
        LiveKeys keys = LiveKeys.in(file);

        replace(file, "broken", "rw-------");
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[first]]");

        replace(file, set(key("open", GOOD)), "rw-r--r--");
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[first]]");

        // As the log says that one should.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[open]]");

        Files.delete(file);
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[open]]");

        ring(file, "second:2", "first:1");
        keys.refresh();
        assertThat(keys.ring()).hasToString("[RingKey[second], RingKey[first]]");
    }
}
