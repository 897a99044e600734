package io.github.opencodeproxy.kubernetes;

import static io.github.opencodeproxy.kubernetes.Manifests.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the cluster is, and who we are to it. */
@Timeout(60)
class ServiceAccountTest {

    private static final Duration WAIT = Duration.ofMillis(20);
    private static final Duration LATEST = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";

    private static Path keys = Path.of("");

    private Path pod;

    @BeforeAll
    static void makeAnAuthority(@TempDir Path folder) throws Exception {
        keys = folder;
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "api", "-dname", "CN=api", "-ext", "san=ip:127.0.0.1");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "api",
                "-file",
                keys.resolve("ca.crt").toString());
    }

    @BeforeEach
    void startAPod(@TempDir Path folder) {
        pod = folder;
    }

    @Test
    void sendsTheTokenThatIsThereNow() throws Exception {
        Files.copy(keys.resolve("ca.crt"), pod.resolve("ca.crt"));
        Files.writeString(pod.resolve("token"), "first\n");
        try (FakeCluster cluster = FakeCluster.https(identity());
                KubernetesDirectory directory = start(cluster)) {
            cluster.put("services", service("gpu"));
            await().atMost(LATEST).until(() -> cluster.watches() == 1);
            await().atMost(LATEST).until(() -> directory.servers().size() == 1);
            assertThat(cluster.authorizations()).containsOnly("Bearer first");

            Files.writeString(pod.resolve("token"), "second\n");
            cluster.endWatches();

            await().atMost(LATEST).until(() -> cluster.authorizations().contains("Bearer second"));
            assertThat(directory.problems()).isEmpty();
        }
    }

    @Test
    void saysThatItsTokenIsNotAcceptedAndTriesTheNext() throws Exception {
        try (FakeCluster cluster = FakeCluster.http()) {
            cluster.refuse("services", 401, "Unauthorized");
            try (KubernetesDirectory directory = start(cluster)) {
                await().atMost(LATEST).until(() -> !directory.problems().isEmpty());
                assertThat(directory.problems())
                        .extracting(DirectoryProblem::reason)
                        .containsExactly(Reason.UNAUTHORIZED);

                cluster.allow("services");
                await().atMost(LATEST).until(() -> directory.problems().isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\nline", "s3cret line", "s3cret\u0000", "s3cr\u00e8t", "s3cret\u007f"})
    void doesNotShowATokenThatIsNone(String text) throws Exception {
        Files.writeString(pod.resolve("token"), text);

        assertThatThrownBy(() -> new ServiceAccount(pod).token())
                .isInstanceOf(IOException.class)
                .hasMessage("The token in " + pod.resolve("token") + " is not one line of visible ASCII")
                .hasNoCause();
    }

    @Test
    void sendsNoTokenWhereOthersCanReadIt() throws Exception {
        Files.writeString(pod.resolve("token"), "secret");
        try (FakeCluster cluster = FakeCluster.http();
                KubernetesDirectory directory = start(cluster)) {
            await().atMost(LATEST).until(() -> cluster.watches() == 1);

            assertThat(cluster.authorizations()).containsOnly("null");
            assertThat(directory.problems()).isEmpty();
        }
    }

    @Test
    void believesNobodyElse() throws Exception {
        Files.writeString(pod.resolve("token"), "secret");
        try (FakeCluster stranger = FakeCluster.https(identity());
                KubernetesDirectory directory = start(stranger)) {
            await().atMost(LATEST).until(() -> !directory.problems().isEmpty());

            assertThat(directory.problems())
                    .extracting(DirectoryProblem::reason)
                    .containsExactly(Reason.UNREACHABLE);
            assertThat(stranger.authorizations()).isEmpty();
        }
    }

    @Test
    void doesNotStartWithAnAuthorityThatIsNone() throws Exception {
        Files.writeString(pod.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");
        try (FakeCluster cluster = FakeCluster.https(identity())) {
            assertThatThrownBy(() -> start(cluster))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ca.crt");
        }
    }

    @Test
    void knowsTheNamespaceOfItsPod() throws Exception {
        Files.writeString(pod.resolve("namespace"), "team\n");

        assertThat(new ClusterAccess(ClusterAccess.ofPod().apiServer(), pod).namespace())
                .isEqualTo("team");
    }

    private KubernetesDirectory start(FakeCluster cluster) {
        return KubernetesDirectory.start(cluster.access(pod), new Search("team", "", null), WAIT, WAIT);
    }

    private static SSLContext identity() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys.resolve("keys.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore", keys.resolve("keys.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(keys.resolve("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(keys.resolve("keytool.log")));
        }
    }
}
