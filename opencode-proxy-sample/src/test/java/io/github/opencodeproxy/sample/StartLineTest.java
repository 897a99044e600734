package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StartLineTest {

    @Test
    void saysWhereItListensAndWhatItAllows() {
        assertThat(StartLine.of(
                        RunningSample.config(Map.of(
                                "opencode.proxy.allow", "*.team.svc.cluster.local, gpu.lab.example:*",
                                "opencode.proxy.servers.box.url", "http://box.team.svc.cluster.local",
                                "opencode.proxy.servers.box.password", "geheim",
                                "opencode.proxy.servers.b.url", "https://b.team.svc.cluster.local",
                                "opencode.proxy.servers.b.default", "true")),
                        8888))
                .isEqualTo("Listens on http://127.0.0.1:8888/notebook/team/box/. Users may reach"
                        + " *.team.svc.cluster.local, gpu.lab.example:*, inside the private ranges. Provided servers:"
                        + " b https://b.team.svc.cluster.local (default), box http://box.team.svc.cluster.local."
                        + " Users are who the field kubeflow-userid says, from any peer.");
    }

    @Test
    void namesTheRangesThatReplaceThePrivateOnes() {
        assertThat(StartLine.of(
                        RunningSample.config(Map.of("opencode.proxy.allow", "*.a.example 10.20.0.0/16,fd12::/48")), 1))
                .contains("Users may reach *.a.example, inside 10.20.0.0/16, fd12::/48.");
    }

    @Test
    void saysWhoTheUsersAre() {
        assertThat(StartLine.of(RunningSample.config(Map.of("opencode.proxy.trusted-peers", "10.1.0.0/16")), 1))
                .endsWith("Users are who the field kubeflow-userid says, from 10.1.0.0/16.");
        assertThat(StartLine.of(RunningSample.config(Map.of("opencode.proxy.identity-header", "none")), 1))
                .endsWith("Every user is anonymous.");
    }

    @Test
    void saysWhenItListensEverywhere() {
        assertThat(StartLine.of(RunningSample.config(Map.of("opencode.proxy.bind-address", "none")), 8888))
                .startsWith("Listens on http://localhost:8888/notebook/team/box/ (every address).");
    }

    @Test
    void isLoudWhenNothingIsAllowed() {
        assertThat(RunningSample.config(Map.of("opencode.proxy.allow", "none"))
                        .proxy()
                        .notices())
                .singleElement()
                .asString()
                .startsWith("NOTHING IS ALLOWED");
        assertThat(RunningSample.config(Map.of()).proxy().notices()).isEmpty();
    }
}
