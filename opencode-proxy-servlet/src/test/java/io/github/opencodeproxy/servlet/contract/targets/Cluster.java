package io.github.opencodeproxy.servlet.contract.targets;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;

/**
 * A proxy in a make-believe cluster: names resolve as a test says, and whatever address is dialled is written down before
 * the connection is led to the one server there is.
 */
final class Cluster implements AutoCloseable {

    private static final int TLS_HANDSHAKE = 0x16;

    /** What came back. */
    record Answer(int status, String head, String body) {}

    private final Map<String, Queue<List<String>>> names = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<SocketAddress> dialled = new CopyOnWriteArrayList<>();
    private final List<String> firstBytes = new CopyOnWriteArrayList<>();
    private final RawUpstream server;
    private final RunningProxy proxy;

    Cluster(Allowlist policy) throws IOException {
        server = RawUpstream.start(this::serve);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(new Dialler()));
        proxy = RunningProxy.with(
                // Each question is a check of its own.
                options -> options.policy(policy)
                        .resolver(this::resolve)
                        .httpClient(client)
                        .healthInterval(Duration.ofNanos(2)));
    }

    /** Leads everywhere to one place. */
    private final class Dialler extends ClientConnector {
        @Override
        public void connect(SocketAddress address, Map<String, Object> context) {
            dialled.add(address);
            String name = ((InetSocketAddress) address).getHostString();
            super.connect(new InetSocketAddress(loopback(name), server.port()), context);
        }
    }

    private CompletionStage<List<InetAddress>> resolve(String host) {
        asked.add(host);
        Queue<List<String>> answers = names.getOrDefault(host, new ConcurrentLinkedQueue<>());
        List<String> answer = answers.size() > 1 ? answers.poll() : answers.peek();
        return answer == null
                ? CompletableFuture.failedFuture(new UnknownHostException(host))
                : CompletableFuture.completedFuture(
                        answer.stream().map(Cluster::address).toList());
    }

    /** By the name that was dialled, because that is what a server is greeted with. */
    private static InetAddress loopback(String name) {
        try {
            return InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress address(String text) {
        String plain = text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
        return ServerUrl.parse(plain.contains(":") ? "[" + plain + "]" : plain)
                .literalAddress()
                .orElseThrow();
    }

    /** Speaks no TLS: what begins a handshake is kept, and that was it. */
    private void serve(Conversation conversation) throws IOException {
        if (conversation.peek() == TLS_HANDSHAKE) {
            firstBytes.add(conversation.readText());
            return;
        }
        while (conversation.readRequest()) {
            if (conversation.header("upgrade").equals("websocket")) {
                conversation.acceptWebSocket("");
                conversation.awaitClose();
            } else {
                conversation.answer("text/plain", "reached");
            }
        }
    }

    /** From now on; several answers are given one after another, the last for good. */
    void resolves(String host, List<List<String>> answers) {
        names.put(host, new ConcurrentLinkedQueue<>(answers));
    }

    Answer send(Way way, String url) throws IOException {
        return send(way.request(url));
    }

    Answer send(String request) throws IOException {
        try (RawClient client = RawClient.connect(proxy.port())) {
            int status = client.send(request).readHead();
            String head = client.head();
            boolean hasLength = client.header("Content-Length").isPresent();
            String body = status == 101
                    ? ""
                    : hasLength
                            ? client.read(Integer.parseInt(
                                    client.header("Content-Length").orElseThrow()))
                            : client.readToEnd();
            return new Answer(
                    status, head, new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }

    /** Forgets what was seen. */
    void forget() {
        asked.clear();
        dialled.clear();
        firstBytes.clear();
    }

    /** {@return the names that were looked up} */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** {@return the addresses that were dialled} */
    List<SocketAddress> dialled() {
        return List.copyOf(dialled);
    }

    /** {@return the first bytes of each TLS connection} */
    List<String> handshakes() {
        return List.copyOf(firstBytes);
    }

    /** {@return the last request that a server has got} */
    String lastRequest() {
        List<String> heads = server.heads();
        return heads.get(heads.size() - 1);
    }

    /** {@return how many requests a server has got} */
    int requests() {
        return server.heads().size();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
    }
}
