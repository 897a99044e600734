package io.github.opencodeproxy.servlet.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESEncrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the browser keeps: opened for one server and one user, and by nothing else than what it was. */
class CredentialSealTest {

    private static final ServerUrl SERVER = ServerUrl.parse("http://box.team.svc.cluster.local:4096/base");
    private static final User ALICE = new User("alice@example.com");
    private static final Credentials SECRET = Credentials.basic("opencode", "pä:s\"s\\ \u20ac");

    private final LiveKeys keys = LiveKeys.inMemory();
    private final CredentialSeal seal = new CredentialSeal(keys);

    static Stream<Credentials> givesBackWhatWasSealed() {
        return Stream.of(
                SECRET,
                Credentials.basic("", ""),
                Credentials.header("x-api-key", "k\"1\\2"),
                Credentials.header("Authorization", "Bearer abc"),
                Credentials.basic("\u20ac".repeat(256), "\u20ac".repeat(1024)),
                Credentials.header("x", "\\".repeat(4096)));
    }

    @ParameterizedTest
    @MethodSource
    void givesBackWhatWasSealed(Credentials credentials) throws Exception {
        String sealed = seal.seal(credentials, SERVER, ALICE);

        assertThat(sealed).matches("[A-Za-z0-9_.-]+").hasSizeLessThan(CredentialSeal.LONGEST);
        assertThat(seal.open(sealed, SERVER, ALICE)).isEqualTo(credentials);
    }

    @Test
    void fitsWithTheLongestOfEverything() throws Exception {
        ServerUrl far = ServerUrl.parse("http://h/" + "a".repeat(2000));
        User user = new User("\"".repeat(User.LONGEST_NAME));
        Credentials longest = Credentials.header("x".repeat(256), "\\".repeat(4096));

        assertThat(seal.open(seal.seal(longest, far, user), far, user)).isEqualTo(longest);
    }

    @Test
    void isJweEncryptedDirectlyByANamedKey() {
        String[] parts = seal.seal(SECRET, SERVER, ALICE).split("\\.", -1);

        assertThat(parts).hasSize(5);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .contains("\"alg\":\"dir\"")
                .contains("\"enc\":\"A256GCM\"")
                .contains("\"kid\":\"" + keys.ring().current().id() + "\"");
        assertThat(parts[1]).isEmpty();
    }

    @Test
    void isNeverTheSameTwice() {
        assertThat(seal.seal(SECRET, SERVER, ALICE)).isNotEqualTo(seal.seal(SECRET, SERVER, ALICE));
    }

    @Test
    void doesNotTellHowLongThePasswordIs() {
        assertThat(seal.seal(Credentials.basic("opencode", "a"), SERVER, ALICE))
                .hasSameSizeAs(seal.seal(Credentials.basic("opencode", "a".repeat(30)), SERVER, ALICE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://box.team.svc.cluster.local:4096",
                "http://box.team.svc.cluster.local:4096/base/x",
                "https://box.team.svc.cluster.local:4096/base",
                "http://box.team.svc.cluster.local/base",
                "http://other.team.svc.cluster.local:4096/base"
            })
    void isForNoOtherServer(String other) {
        String sealed = seal.seal(SECRET, SERVER, ALICE);

        assertRejected(seal, sealed, ServerUrl.parse(other), ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@example.com", "Alice@example.com", "alice@example.co", "anonymous"})
    void isForNoOtherUser(String other) {
        String sealed = seal.seal(SECRET, SERVER, ALICE);

        assertRejected(seal, sealed, SERVER, new User(other));
    }

    @Test
    void isOpenedByNoOtherProxy() {
        assertRejected(new CredentialSeal(LiveKeys.inMemory()), seal.seal(SECRET, SERVER, ALICE), SERVER, ALICE);
    }

    @Test
    void isNotOpenedByAnotherKeyOfTheSameName(@TempDir Path folder) throws Exception {
        CredentialSeal first = new CredentialSeal(LiveKeys.in(KeyFileTest.ring(folder.resolve("a"), "same:1")));
        CredentialSeal second = new CredentialSeal(LiveKeys.in(KeyFileTest.ring(folder.resolve("b"), "same:2")));

        assertRejected(second, first.seal(SECRET, SERVER, ALICE), SERVER, ALICE);
    }

    @Test
    void isOpenedAsLongAsItsKeyIsInTheRing(@TempDir Path folder) throws Exception {
        Path file = KeyFileTest.ring(folder.resolve("keys"), "old:1");
        LiveKeys live = LiveKeys.in(file);
        CredentialSeal rotating = new CredentialSeal(live);
        String old = rotating.seal(SECRET, SERVER, ALICE);

        KeyFileTest.ring(file, "new:2", "old:1");
        live.refresh();
        assertThat(rotating.open(old, SERVER, ALICE)).isEqualTo(SECRET);
        String fresh = rotating.seal(SECRET, SERVER, ALICE);

        KeyFileTest.ring(file, "new:2");
        live.refresh();
        assertThat(rotating.open(fresh, SERVER, ALICE)).isEqualTo(SECRET);
        assertRejected(rotating, old, SERVER, ALICE);
    }

    @Test
    void isOpenedByEveryReplicaThatSharesTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys");
        CredentialSeal one = new CredentialSeal(LiveKeys.madeIn(file));
        CredentialSeal other = new CredentialSeal(LiveKeys.madeIn(file));

        assertThat(other.open(one.seal(SECRET, SERVER, ALICE), SERVER, ALICE)).isEqualTo(SECRET);
    }

    @Test
    void isRefusedWhereverOneCharacterDiffers() {
        String sealed = seal.seal(SECRET, SERVER, ALICE);
        for (int i = 0; i < sealed.length(); i++) {
            for (char other : new char[] {'A', 'B', 'w', '-', '.', '=', '+', ' ', '\n', '\u20ac'}) {
                if (sealed.charAt(i) != other) {
                    assertRejected(seal, sealed.substring(0, i) + other + sealed.substring(i + 1), SERVER, ALICE);
                }
            }
        }
    }

    @Test
    void isRefusedInEveryBitOfItsLastCharacters() {
        String sealed = seal.seal(SECRET, SERVER, ALICE);
        for (int end : new int[] {sealed.length() - 1, sealed.lastIndexOf('.') - 1}) {
            for (char other : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
                if (sealed.charAt(end) != other) {
                    String changed = sealed.substring(0, end) + other + sealed.substring(end + 1);
                    assertRejected(seal, changed, SERVER, ALICE);
                }
            }
        }
    }

    @Test
    void isRefusedWhenCutAnywhereOrLonger() {
        String sealed = seal.seal(SECRET, SERVER, ALICE);
        for (int i = 0; i < sealed.length(); i++) {
            assertRejected(seal, sealed.substring(0, i), SERVER, ALICE);
            assertRejected(seal, sealed.substring(i + 1), SERVER, ALICE);
        }
        for (String more : new String[] {"A", "AA", ".", ".A", " ", "\n", "="}) {
            assertRejected(seal, sealed + more, SERVER, ALICE);
            assertRejected(seal, more + sealed, SERVER, ALICE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "....",
                "a.b.c",
                "not a token",
                "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJub25lIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                "bnVsbA..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                "W10..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                "e30..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                "eyJhbGciOjd9..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
            })
    void isRefusedWhenItIsSomethingElse(String text) {
        assertRejected(seal, text, SERVER, ALICE);
    }

    @Test
    void isRefusedWhenItIsTooLongToBeOurs() {
        String sealed = seal.seal(SECRET, SERVER, ALICE);
        int text = sealed.lastIndexOf('.');

        assertRejected(
                seal,
                sealed.substring(0, text) + "A".repeat(2 * CredentialSeal.LONGEST) + sealed.substring(text),
                SERVER,
                ALICE);
    }

    @Test
    void isRefusedWithAnyOtherAlgorithmEvenUnderOurKey() throws Exception {
        RingKey key = keys.ring().current();
        byte[] text = SealedText.write(SECRET, SERVER, ALICE);

        JWEObject wrapped = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.A256KW, EncryptionMethod.A256GCM)
                        .keyID(key.id())
                        .build(),
                new Payload(text));
        wrapped.encrypt(new AESEncrypter(key.secret()));
        assertRejected(seal, wrapped.serialize(), SERVER, ALICE);

        JWEObject rsa = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                        .keyID(key.id())
                        .build(),
                new Payload(text));
        rsa.encrypt(new RSAEncrypter(new RSAKeyGenerator(2048).generate()));
        assertRejected(seal, rsa.serialize(), SERVER, ALICE);

        JWEObject cbc = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256)
                        .keyID(key.id())
                        .build(),
                new Payload(text));
        cbc.encrypt(new DirectEncrypter(key.secret()));
        assertRejected(seal, cbc.serialize(), SERVER, ALICE);
    }

    @Test
    void isRefusedWhenItsHeaderAsksForMore() throws Exception {
        RingKey key = keys.ring().current();
        JWEHeader plain = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .build();
        byte[] text = SealedText.write(SECRET, SERVER, ALICE);

        assertThat(seal.open(encrypted(plain, text, key), SERVER, ALICE)).isEqualTo(SECRET);
        JWEHeader zipped = new JWEHeader.Builder(plain)
                .compressionAlgorithm(CompressionAlgorithm.DEF)
                .build();
        assertRejected(seal, encrypted(zipped, text, key), SERVER, ALICE);
        assertRejected(
                seal,
                encrypted(
                        new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                                .keyID(key.id())
                                .customParam("exp", 1)
                                .build(),
                        text,
                        key),
                SERVER,
                ALICE);
        assertRejected(seal, encrypted(new JWEHeader.Builder(plain).keyID(null).build(), text, key), SERVER, ALICE);
        assertRejected(
                seal, encrypted(new JWEHeader.Builder(plain).keyID("another").build(), text, key), SERVER, ALICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "{\"v\":1}",
                "{\"v\":2,\"server\":\"S\",\"user\":\"alice@example.com\",\"type\":\"basic\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"v\":1,\"server\":\"S\",\"user\":\"alice@example.com\",\"type\":\"none\"}",
                "{\"v\":1,\"server\":\"S\",\"user\":\"alice@example.com\",\"type\":\"header\",\"name\":\"Host\",\"value\":\"x\"}"
            })
    void isRefusedWhenOurKeySealedSomethingElse(String text) throws Exception {
        RingKey key = keys.ring().current();
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .build();
        byte[] bytes = text.replace("\"S\"", "\"" + SERVER + "\"").getBytes(StandardCharsets.UTF_8);

        assertRejected(seal, encrypted(header, bytes, key), SERVER, ALICE);
    }

    private static String encrypted(JWEHeader header, byte[] text, RingKey key) throws Exception {
        JWEObject jwe = new JWEObject(header, new Payload(text));
        jwe.encrypt(new DirectEncrypter(key.secret()));
        return jwe.serialize();
    }

    @Test
    void isRefusedWhateverTheNoise() {
        Random random = new Random(54567242);
        String sealed = seal.seal(SECRET, SERVER, ALICE);
        String header = sealed.substring(0, sealed.indexOf('.'));
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
            assertRejected(seal, text + "..AAAAAAAAAAAAAAAA." + text + ".AAAAAAAAAAAAAAAAAAAAAA", SERVER, ALICE);
            assertRejected(seal, header + "..AAAAAAAAAAAAAAAA.A" + text + ".AAAAAAAAAAAAAAAAAAAAAA", SERVER, ALICE);
            assertRejected(seal, new String(noise, StandardCharsets.ISO_8859_1), SERVER, ALICE);
        }
    }

    @Test
    void showsItselfAndItsKeysToNobody(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys");
        LiveKeys live = LiveKeys.madeIn(file);
        String key = KeyFileTest.MAPPER.readTree(file.toFile()).at("/keys/0/k").asText();
        String sealed = seal.seal(SECRET, SERVER, ALICE);

        assertThat(key).hasSize(43);
        assertThat(live.ring().toString() + live.ring().current()).doesNotContain(key);
        assertThat(new CarriedCredential.Sealed(sealed).toString()).doesNotContain(sealed.substring(0, 8));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertRejected(CredentialSeal seal, String sealed, ServerUrl server, User user) {
        assertThatExceptionOfType(RequestRefusedException.class)
                .as(sealed)
                .isThrownBy(() -> seal.open(sealed, server, user))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ProblemCode.CREDENTIAL_REJECTED);
                    assertThat(refusal.reason()).isEmpty();
                    assertThat(refusal.getCause()).isNull();
                });
    }
}
