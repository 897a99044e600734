package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.sample.config.SampleConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an operator wants to know at the start: where it listens and what it lets users reach. */
final class StartLine {

    private static final Predicate<String> IS_RANGE =
            Pattern.compile("[0-9A-Fa-f.:]+/[0-9]+").asMatchPredicate();

    private StartLine() {}

    static String of(SampleConfig config, int port) {
        return "Listens on " + url(config, port) + (config.bindAddress() == null ? " (every address)" : "")
                + ". Users may reach " + allowed(config.rules().allow()) + ". Provided servers: "
                + provided(config.servers()) + ".";
    }

    /** {@return what to say loudly} */
    static List<String> warnings(SampleConfig config) {
        List<String> warnings = new ArrayList<>(config.warnings());
        if (config.rules().allow().isEmpty()) {
            warnings.add("NOTHING IS ALLOWED: users cannot add servers of their own. Set opencode.proxy.allow"
                    + " (OPENCODE_PROXY_ALLOW), for example to *.my-namespace.svc.cluster.local");
        }
        return warnings;
    }

    private static String url(SampleConfig config, int port) {
        String address = config.bindAddress();
        String host = address == null ? "localhost" : address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return "http://" + host + ":" + port + config.basePath().value() + "/";
    }

    private static String allowed(List<String> rules) {
        if (rules.isEmpty()) {
            return "nothing else";
        }
        String names = rules.stream().filter(IS_RANGE.negate()).collect(Collectors.joining(", "));
        String ranges = rules.stream().filter(IS_RANGE).collect(Collectors.joining(", "));
        return (names.isEmpty() ? "addresses" : names) + ", inside "
                + (ranges.isEmpty() ? "the private ranges" : ranges);
    }

    private static String provided(List<ProvidedServer> servers) {
        return servers.isEmpty()
                ? "none"
                : servers.stream()
                        .map(server -> server.key() + " " + server.connection().url()
                                + (server.isDefault() ? " (default)" : ""))
                        .collect(Collectors.joining(", "));
    }
}
