package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers from a table and remembers what it was asked. */
final class StubResolver implements HostResolver {
    private final Map<String, List<String>> answers;
    final List<String> asked = new ArrayList<>();

    StubResolver(Map<String, List<String>> answers) {
        this.answers = answers;
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        asked.add(host);
        List<String> texts = answers.get(host);
        return texts == null
                ? CompletableFuture.failedFuture(new UnknownHostException(host))
                : CompletableFuture.completedFuture(
                        texts.stream().map(StubResolver::address).toList());
    }

    /** Never by name: builds the address from its octets. */
    static InetAddress address(String text) {
        String plain = text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
        String url = plain.contains(":") ? "http://[" + plain + "]" : "http://" + plain;
        return ServerUrl.parse(url).literalAddress().orElseThrow();
    }
}
