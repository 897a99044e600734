package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.limits.Quotas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {

    @Test
    void followTheContractWhenNothingIsSet() {
        ServerConfig server = ConfigFixture.empty().readServer();
        ProxyConfig config = server.proxy();

        assertThat(server.bindAddress()).isNull();
        assertThat(server.port()).isEqualTo(8888);
        assertThat(config.basePath()).isEmpty();
        assertThat(config.publicOrigins()).isEmpty();
        assertThat(config.userHeader()).isEqualTo(new UserHeader("kubeflow-userid", none()));
        assertThat(config.quotas()).isEqualTo(Quotas.defaults());
        assertThat(config.maxBodyBytes()).isEqualTo(256L * 1024 * 1024);
        assertThat(config.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        null,
                        Duration.ofHours(1)));
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void allowNothingOutsideKubernetes() {
        assertThat(ConfigFixture.empty().read().rules()).isEqualTo(new TargetRules(none(), none(), null));
    }

    @Test
    void provideThePodsOwnServer() {
        assertThat(ConfigFixture.empty().read().servers()).singleElement().satisfies(local -> {
            assertThat(local.key().value()).isEqualTo("local");
            assertThat(local.connection().url()).hasToString("http://127.0.0.1:4096");
            assertThat(local.connection().displayName()).isEqualTo("This notebook");
            assertThat(local.isDefault()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/notebook/team/box,                     *.team.svc.cluster.local, box.team.svc.cluster.local",
        "/notebook/team/box/,                    *.team.svc.cluster.local, box.team.svc.cluster.local",
        "/workspace/connect/team/box/8888/,      *.team.svc.cluster.local, box.team.svc.cluster.local",
    })
    void allowTheNotebooksOwnNamespace(String prefix, String rule, String self) {
        TargetRules rules =
                ConfigFixture.empty().variable("NB_PREFIX", prefix).read().rules();

        assertThat(rules.allow()).containsExactly(rule);
        assertThat(rules.workload())
                .isNotNull()
                .satisfies(workload -> assertThat(workload.ownHost()).contains(self));
    }

    @ParameterizedTest
    @CsvSource({"/notebook/team", "/notebook/Team/box", "/proxy/team/box", "/notebook/te.am/box", "/notebook/-team/box"
    })
    void allowNothingWhenThePrefixIsNoNotebooks(String prefix) {
        assertThat(ConfigFixture.empty()
                        .variable("NB_PREFIX", prefix)
                        .read()
                        .rules()
                        .allow())
                .isEmpty();
    }

    @Test
    void takeTheNamespaceFromTheServiceAccountElsewhere(@TempDir Path folder) throws IOException {
        Path namespace = Files.writeString(folder.resolve("namespace"), "team\n");

        TargetRules rules =
                ConfigFixture.empty().serviceAccount(namespace).read().rules();

        assertThat(rules.allow()).containsExactly("*.team.svc.cluster.local");
        assertThat(rules.workload()).isEqualTo(new Workload("team", null));
    }

    @Test
    void denyTheClustersApiServer() {
        assertThat(ConfigFixture.empty()
                        .variable("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                        .key("deny", "a.team.svc.cluster.local")
                        .read()
                        .rules()
                        .deny())
                .containsExactly("a.team.svc.cluster.local", "10.96.0.1/32");
    }

    private static List<String> none() {
        return List.of();
    }
}
