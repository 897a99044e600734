package io.github.opencodeproxy.servlet.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** A real container with a {@link ProxyServlet} under {@code /notebook/ns/name}, for one test. */
public final class RunningProxy implements AutoCloseable {

    private static final Rate PLENTY = new Rate(1_000_000, 1_000_000);

    /** Where it is mounted. */
    public static final String PREFIX = "/notebook/ns/name";

    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    // No method reference: that would ask for the classes of a Jetty that other containers do not bring.
    @SuppressWarnings("UnnecessaryLambda")
    private static final ContractContainer CONTAINER =
            ServiceLoader.load(ContractContainer.class).findFirst().orElseGet(() -> new PlainJetty());

    private final ProxyServlet servlet;
    private final ContractContainer.Running server;

    private RunningProxy(ProxyServlet servlet, ContractContainer.Running server) {
        this.servlet = servlet;
        this.server = server;
    }

    /** Skips the test on a container that cannot do what it needs; docs/containers.md lists them. */
    public static void assumeContainerHas(Capability capability) {
        assumeTrue(containerHas(capability), () -> CONTAINER.name() + " has no " + capability);
    }

    /** {@return whether the container can do this} Prefer {@link #assumeContainerHas} where the whole test needs it. */
    public static boolean containerHas(Capability capability) {
        return CONTAINER.capabilities().contains(capability);
    }

    /** Skips the test on a container that can do what the test is to miss. */
    public static void assumeContainerLacks(Capability capability) {
        assumeTrue(!CONTAINER.capabilities().contains(capability), () -> CONTAINER.name() + " has " + capability);
    }

    /** Starts a proxy that may reach the given literals, such as {@code http://127.0.0.1:4096}, and nothing else. */
    public static RunningProxy allowing(String... literals) {
        return with(options -> options, literals);
    }

    /** Starts a proxy with further options, and no rate that a test could reach. */
    public static RunningProxy with(UnaryOperator<ProxyOptions.Builder> choices, String... literals) {
        ProxyOptions.Builder options = ProxyOptions.builder()
                .basePath(BasePath.of(PREFIX))
                // A test is faster than any user.
                .quotas(Quotas.defaults().withRates(PLENTY, PLENTY))
                .policy(Allowlist.builder().allow(String.join(",", literals)).build());
        ProxyServlet servlet = new ProxyServlet(choices.apply(options).build());
        try {
            return new RunningProxy(servlet, CONTAINER.start(servlet));
        } catch (Exception e) {
            servlet.destroy();
            throw new IllegalStateException(e);
        }
    }

    /** From now on it may reach these and nothing else. */
    public void nowAllows(String... literals) {
        servlet.replacePolicy(
                Allowlist.builder().allow(String.join(",", literals)).build());
    }

    /** Ends the servlet while its container runs, as when it is undeployed. */
    public void undeploy() {
        servlet.destroy();
    }

    /** {@return the port} */
    public int port() {
        return server.port();
    }

    /** A request of a script: path below the base path, then header names and values in turn. */
    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + PREFIX + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request byte for byte; the path is below the base path, the header lines end with CRLF each. */
    public RawClient raw(String method, String path, String headerLines) throws IOException {
        return RawClient.connect(port())
                .send(method + " " + PREFIX + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\n"
                        + headerLines + "\r\n");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
