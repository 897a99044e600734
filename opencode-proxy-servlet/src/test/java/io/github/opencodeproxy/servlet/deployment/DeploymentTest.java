package io.github.opencodeproxy.servlet.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to mount the proxy without code of one's own, in an embedded container. */
class DeploymentTest {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = new ServletContextHandler("/app");

    DeploymentTest() {
        server.addConnector(connector);
        server.setHandler(context);
        context.getServletHandler().setStartWithUnavailable(false);
        context.setInitParameter("opencode.proxy.local-url", "none");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aServletOfWebXmlIsConfiguredByItsParametersAndThoseOfTheContext() throws Exception {
        context.setInitParameter("opencode.proxy.servers.a.url", "http://a.team.svc.cluster.local");
        context.setInitParameter("opencode.proxy.servers.a.name", "by the context");
        context.setInitParameter("opencode.proxy.servers.b.url", "http://b.team.svc.cluster.local");
        context.setInitParameter("opencode.proxy.servers.b.name", "by the context");
        ServletHolder proxy = new ServletHolder(ProxyServlet.class);
        proxy.setInitParameter("opencode.proxy.servers.b.name", "by the servlet");
        mount(proxy);
        server.start();

        assertThat(get("/app/api/servers").body())
                .contains("\"key\":\"a\",\"name\":\"by the context\"", "\"key\":\"b\",\"name\":\"by the servlet\"")
                .doesNotContain("\"local\"");
    }

    @Test
    void theContextPathIsTheBasePathAndAPrefixComesOnTop() throws Exception {
        context.setInitParameter("NB_PREFIX", "/notebook/team/box");
        mount(new ServletHolder(ProxyServlet.class));
        mount(new FilterHolder(StaticAssetFilter.class));
        server.start();

        assertThat(get("/app/notebook/team/box/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/app/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/app/notebook/team/box/").body()).contains("<html");
    }

    @Test
    void aServletThatCannotBeConfiguredStopsTheDeploymentWithEveryProblem() {
        ServletHolder proxy = new ServletHolder(ProxyServlet.class);
        proxy.setInitParameter("opencode.proxy.alow", "geheim");
        proxy.setInitParameter("opencode.proxy.timeouts.dns", "never");
        mount(proxy);

        assertThat(catchThrowable(server::start))
                .hasMessageContaining("2 problems in the configuration:")
                .hasMessageContaining("opencode.proxy.alow = (hidden): there is no such key")
                .hasMessageContaining("opencode.proxy.timeouts.dns = \"never\"")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aServletMadeFromOptionsRefusesParametersThatWouldHaveNoEffect() {
        ServletHolder proxy =
                new ServletHolder(new ProxyServlet(ProxyOptions.builder().build()));
        proxy.setInitParameter("opencode.proxy.allow", "*.team.svc.cluster.local");
        mount(proxy);

        assertThat(catchThrowable(server::start)).hasMessageContaining("made from ProxyOptions");
    }

    @Test
    void theFilterRefusesParametersThatBelongToTheServlet() {
        FilterHolder ui = new FilterHolder(StaticAssetFilter.class);
        ui.setInitParameter("opencode.proxy.allow", "*.team.svc.cluster.local");
        mount(ui);

        assertThat(catchThrowable(server::start))
                .hasMessageContaining("opencode.proxy.allow = (hidden): has no effect");
    }

    @Test
    void anApplicationThatAsksForItGetsBoth() throws Exception {
        context.setInitParameter("opencode.proxy.enabled", "true");
        context.addServletContainerInitializer(new OptInMount());
        server.start();

        assertThat(get("/app/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/app/").body()).contains("<html");
    }

    @Test
    void aLoginFilterOfTheApplicationComesBeforeTheUi() throws Exception {
        mount(new FilterHolder((request, response, chain) -> ((HttpServletResponse) response).sendError(401)));
        context.setInitParameter("opencode.proxy.enabled", "true");
        context.addServletContainerInitializer(new OptInMount());
        server.start();

        assertThat(get("/app/").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "false"})
    void anApplicationThatDoesNotAskGetsNothing(String value) throws Exception {
        if (!value.isEmpty()) {
            context.setInitParameter("opencode.proxy.enabled", value);
        }
        context.setInitParameter("opencode.proxy.timeouts.dns", "never");
        context.addServletContainerInitializer(new OptInMount());
        server.start();

        assertThat(get("/app/healthz").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "1", " true"})
    void askingHasOneWord(String value) {
        context.setInitParameter("opencode.proxy.enabled", value);
        context.addServletContainerInitializer(new OptInMount());

        assertThat(catchThrowable(server::start)).hasMessageContaining("opencode.proxy.enabled must be true or false");
    }

    @Test
    void anApplicationThatHasSomethingInItsPlaceIsTold() {
        mount(new ServletHolder("opencode-proxy", ProxyServlet.class));
        context.setInitParameter("opencode.proxy.enabled", "true");
        context.addServletContainerInitializer(new OptInMount());

        assertThat(catchThrowable(server::start)).hasMessageContaining("has one of that name or a servlet at /*");
    }

    private void mount(ServletHolder servlet) {
        servlet.setAsyncSupported(true);
        servlet.setInitOrder(0);
        context.addServlet(servlet, "/*");
    }

    private void mount(FilterHolder filter) {
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .header("X-Opencode-Proxy", "1")
                .header("Accept", "text/html")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
