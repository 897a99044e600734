package io.github.opencodeproxy.bench.rooms;

import io.github.opencodeproxy.core.connection.LocationRewrite;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.HeaderFilter;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.core.message.RequestHeaders;
import io.github.opencodeproxy.core.message.ResponseHeaders;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.servlet.exchange.BrowserGuard;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What is decided and filtered for each request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Rooms {

    private final TargetGate gate = Traffic.gate();
    private final Target literal = new Target.Requested(ServerUrl.parse(Traffic.LITERAL));
    private final Target named = new Target.Requested(ServerUrl.parse(Traffic.NAMED));
    private final ServerUrl server = Traffic.server();
    private final HeaderFilter requestRules = RequestHeaders.crossing();
    private final HeaderFilter answerRules = ResponseHeaders.crossing().then(ResponseHeaders.isolation());
    private final ClientRequest request = Traffic.request();
    private final Headers answer = Traffic.answer();
    private final BrowserGuard guard = new BrowserGuard(Set.of("https://kubeflow.corp.example"));
    private final BrowserGuard ownHostGuard = new BrowserGuard(Set.of());
    private final String location = "http://sandbox-7.team.svc.cluster.local:4096/session/ses_1?cursor=2";

    /** The policy for an address. */
    @Benchmark
    public Decision policyForLiteral() {
        return gate.admit(literal).toCompletableFuture().join();
    }

    /** The policy for a name whose addresses are known at once. */
    @Benchmark
    public Decision policyForName() {
        return gate.admit(named).toCompletableFuture().join();
    }

    /** What crosses to the server. */
    @Benchmark
    public Headers requestHeaders() {
        return requestRules.apply(request.headers());
    }

    /** What crosses to the client, and what is added. */
    @Benchmark
    public Headers answerHeaders() {
        return answerRules.apply(answer);
    }

    /** Policy and both header rules: the target is 2 µs and 2 kB. */
    @Benchmark
    public void policyAndHeaders(Blackhole hole) {
        hole.consume(policyForName());
        hole.consume(requestHeaders());
        hole.consume(answerHeaders());
    }

    /** The target's URL. */
    @Benchmark
    public ServerUrl parseServerUrl() {
        return ServerUrl.parse(Traffic.NAMED);
    }

    /** A redirection. */
    @Benchmark
    public Optional<String> rewriteLocation() {
        return LocationRewrite.rewrite(location, server, "/session", "/notebook/team/box/api/proxy");
    }

    /** The guard that knows its public origins. */
    @Benchmark
    public void browserGuard() throws RequestRefusedException {
        guard.check(request);
    }

    /** The guard that compares with Host. */
    @Benchmark
    public void browserGuardWithoutOrigins() throws RequestRefusedException {
        ownHostGuard.check(request);
    }
}
