package io.github.opencodeproxy.sample.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The WAR in Tomcats as they are downloaded. */
@ParameterizedClass
@ValueSource(strings = {"tomcat-10", "tomcat-11"})
@Timeout(180)
class TomcatIT {

    private static Tomcat tomcat;

    TomcatIT(String home) {
        assertThat(home).startsWith("tomcat");
    }

    @BeforeParameterizedClassInvocation
    static void start(String home, @TempDir Path base) throws IOException {
        tomcat = Tomcat.start(
                home,
                base,
                Map.of(
                        "OPENCODE_PROXY_SERVERS", "from-env",
                        "OPENCODE_PROXY_SERVERS_FROM_ENV_URL", "http://env.team.svc.cluster.local",
                        "OPENCODE_PROXY_SERVERS_FROM_ENV_NAME", "by the environment"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        tomcat.close();
    }

    @Test
    void servesTheUiAndCarriesRequestsBelowTheContextPath() throws IOException {
        try (RawUpstream upstream = ticking()) {
            assertThat(tomcat.deploy("/opencode-proxy", WarFile.OURS, server(upstream)))
                    .startsWith("OK");
            DeployedProxy proxy = new DeployedProxy(tomcat.port(), "/opencode-proxy");

            proxy.showsItsPage();
            assertThat(proxy.carriesRequestsTo("up")).doesNotContainIgnoringCase("\nServer:");
            proxy.carriesEventsFrom("up");

            assertThat(tomcat.undeploy("/opencode-proxy")).startsWith("OK");
        }
    }

    @Test
    void takesTheContextParameterBeforeJndiBeforeTheEnvironment() throws IOException {
        String elements = """
                <Parameter name="opencode.proxy.servers.from-parameter.url" value="http://p.team.svc.cluster.local"/>
                <Parameter name="opencode.proxy.servers.from-parameter.name" value="by the parameter"/>
                <Environment name="opencode.proxy.servers.from-parameter.name" value="no" type="java.lang.String"/>
                <Environment name="opencode.proxy.servers.from-jndi.url" value="http://j.team.svc.cluster.local"
                  type="java.lang.String"/>
                <Environment name="opencode.proxy.servers.from-jndi.name" value="by JNDI" type="java.lang.String"/>
                <Environment name="opencode.proxy.local-url" value="none" type="java.lang.String"/>
                """;
        assertThat(tomcat.deploy("/sources", WarFile.OURS, elements)).startsWith("OK");

        assertThat(new DeployedProxy(tomcat.port(), "/sources").get("/api/servers"))
                .contains("\"name\":\"by the parameter\"", "\"name\":\"by JNDI\"", "\"name\":\"by the environment\"")
                .doesNotContain("\"local\"");
        assertThat(tomcat.undeploy("/sources")).startsWith("OK");
    }

    @Test
    void doesNotStartWithAWrongConfigurationAndNamesEveryProblem() throws IOException {
        String elements = """
                <Parameter name="opencode.proxy.alow" value="*.team.svc.cluster.local"/>
                <Parameter name="opencode.proxy.timeouts.connect" value="five minutes"/>
                <Environment name="opencode.proxy.servers.box.header.host" value="geheim" type="java.lang.String"/>
                """;
        assertThat(tomcat.deploy("/wrong", WarFile.OURS, elements)).startsWith("FAIL");

        String log = await().until(tomcat::log, text -> text.contains("problems in the configuration:\n"));
        assertThat(log)
                .contains("4 problems in the configuration:")
                .contains("opencode.proxy.alow = (hidden): there is no such key. Example: opencode.proxy.allow")
                .contains("opencode.proxy.timeouts.connect = \"five minutes\": must be a duration")
                .contains("opencode.proxy.servers.box.url: a provided server needs its URL")
                .doesNotContain("geheim");
        assertThat(tomcat.undeploy("/wrong")).startsWith("OK");
        await().atMost(Duration.ofSeconds(60)).until(tomcat::findLeaks, answer -> !answer.contains("/wrong"));
    }

    @Test
    void leavesNothingBehindWhenItIsUndeployed() throws IOException {
        try (RawUpstream upstream = ticking()) {
            assertThat(tomcat.deploy("/leaves", WarFile.OURS, server(upstream))).startsWith("OK");
            DeployedProxy proxy = new DeployedProxy(tomcat.port(), "/leaves");
            proxy.carriesRequestsTo("up");
            proxy.asksForTheHealthOfAnUnknownName();
            try (RawClient events = proxy.openEvents("up")) {
                events.readUntil("data: 1");

                assertThat(tomcat.undeploy("/leaves")).startsWith("OK");

                await().atMost(Duration.ofSeconds(20)).until(() -> upstream.openConnections() == 0);
            }
            assertThat(tomcat.log())
                    .doesNotContain("[leaves] appears to have started a thread")
                    .doesNotContain("[leaves] is still processing a request")
                    .doesNotContain("[leaves] created a ThreadLocal")
                    .doesNotContain("[leaves] registered the JDBC driver");
            await().atMost(Duration.ofSeconds(60)).until(tomcat::findLeaks, answer -> !answer.contains("/leaves"));

            assertThat(tomcat.deploy("/leaves", WarFile.OURS, server(upstream))).startsWith("OK");
            proxy.carriesRequestsTo("up");
            assertThat(tomcat.undeploy("/leaves")).startsWith("OK");
        }
    }

    @Test
    void mountsItselfInAnApplicationThatAsksForIt(@TempDir Path folder) throws IOException {
        try (RawUpstream upstream = ticking()) {
            Path asking = WarFile.with(folder, "asking.war", """
                    <context-param>
                      <param-name>opencode.proxy.enabled</param-name>
                      <param-value>true</param-value>
                    </context-param>
                    """);
            assertThat(tomcat.deploy("/asking", asking, server(upstream))).startsWith("OK");
            DeployedProxy proxy = new DeployedProxy(tomcat.port(), "/asking");
            proxy.showsItsPage();
            proxy.carriesRequestsTo("up");
            assertThat(tomcat.undeploy("/asking")).startsWith("OK");

            Path silent = WarFile.with(folder, "silent.war", "");
            assertThat(tomcat.deploy("/silent", silent, "")).startsWith("OK");
            try (RawClient client = new DeployedProxy(tomcat.port(), "/silent").request("/")) {
                assertThat(client.readHead()).isEqualTo(404);
                assertThat(client.header("X-Opencode-Proxy")).isEmpty();
            }
            assertThat(tomcat.undeploy("/silent")).startsWith("OK");
        }
    }

    @Test
    void doesNotMountItselfWithAWrongConfiguration(@TempDir Path folder) throws IOException {
        Path asking = WarFile.with(folder, "wrong.war", """
                <context-param>
                  <param-name>opencode.proxy.enabled</param-name>
                  <param-value>true</param-value>
                </context-param>
                <context-param>
                  <param-name>opencode.proxy.timeouts.dns</param-name>
                  <param-value>never</param-value>
                </context-param>
                """);

        assertThat(tomcat.deploy("/asking-wrong", asking, "")).startsWith("FAIL");

        await().untilAsserted(() ->
                assertThat(tomcat.log()).contains("opencode.proxy.timeouts.dns = \"never\": must be a duration"));
        assertThat(tomcat.undeploy("/asking-wrong")).startsWith("OK");
    }

    private static RawUpstream ticking() throws IOException {
        return DeployedProxy.upstream();
    }

    private static String server(RawUpstream upstream) {
        return """
                <Parameter name="opencode.proxy.servers.up.url" value="%s"/>
                <Parameter name="opencode.proxy.allow" value="*.team.svc.cluster.local"/>
                """.formatted(upstream.url());
    }
}
