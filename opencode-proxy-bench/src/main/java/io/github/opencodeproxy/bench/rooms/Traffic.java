package io.github.opencodeproxy.bench.rooms;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a user's browser and OpenCode's server say to each other. */
final class Traffic {

    static final String NAMED = "http://sandbox-7.team.svc.cluster.local:4096";
    static final String LITERAL = "http://10.20.30.40:4096";

    private Traffic() {}

    /** A gate with a handful of rules, whose resolver knows one address at once. */
    static TargetGate gate() {
        Allowlist policy = Allowlist.builder()
                .allow("*.team.svc.cluster.local:4096, http://10.20.30.40:4096, *.corp.example:443, 10.0.0.0/8")
                .deny("metadata.corp.example, 10.99.0.0/16")
                .selfNames(List.of("notebook.team.svc.cluster.local"))
                .build();
        List<InetAddress> addresses = List.of(address());
        HostResolver resolver = host -> CompletableFuture.completedFuture(addresses);
        return new TargetGate(policy, resolver);
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {10, 20, 30, 40});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static ServerUrl server() {
        return ServerUrl.parse(NAMED);
    }

    static ClientRequest request() {
        Headers headers = Headers.builder()
                .add("Host", "kubeflow.corp.example")
                .add("Connection", "keep-alive")
                .add("Accept", "application/json")
                .add("Accept-Encoding", "gzip, deflate, br")
                .add("Accept-Language", "en-GB,en;q=0.9")
                .add("Content-Type", "application/json")
                .add("Cookie", "authservice_session=MTY5; _xsrf=2|1a2b3c4d; other=1")
                .add("Origin", "https://kubeflow.corp.example")
                .add("Referer", "https://kubeflow.corp.example/notebook/team/box/opencode/")
                .add("Sec-Fetch-Dest", "empty")
                .add("Sec-Fetch-Mode", "cors")
                .add("Sec-Fetch-Site", "same-origin")
                .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36")
                .add("X-Forwarded-For", "10.1.2.3, 10.4.5.6")
                .add("X-Forwarded-Proto", "https")
                .add("X-Request-Id", "0af7651916cd43dd8448eb211c80319c")
                .add("X-Target-Server", NAMED)
                .add("kubeflow-userid", "someone@corp.example")
                .build();
        return new ClientRequest(
                "0123456789abcdef", "GET", "/api/proxy/session/ses_1/message", null, headers, "/notebook/team/box", -1);
    }

    static Headers answer() {
        return Headers.builder()
                .add("Content-Type", "application/json")
                .add("Content-Length", "914")
                .add("Date", "Sun, 01 Nov 2026 00:00:00 GMT")
                .add("Vary", "Origin")
                .add("Access-Control-Allow-Origin", "*")
                .add("Cache-Control", "no-cache")
                .add("Connection", "keep-alive")
                .add("Keep-Alive", "timeout=5")
                .build();
    }
}
