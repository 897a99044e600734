package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an operator wants to know at the start: what users may reach, and who they are. */
final class ConfigSummary {

    private static final Predicate<String> IS_RANGE =
            Pattern.compile("[0-9A-Fa-f.:]+/[0-9]+").asMatchPredicate();

    private ConfigSummary() {}

    static String of(ProxyConfig config) {
        return "Users may reach " + allowed(config.rules().allow()) + ". Provided servers: "
                + provided(config.servers()) + ". " + config.userHeader().summary();
    }

    private static String allowed(List<String> rules) {
        if (rules.isEmpty()) {
            return "nothing else";
        }
        String names = joined(rules.stream().filter(IS_RANGE.negate()));
        String ranges = joined(rules.stream().filter(IS_RANGE));
        return (names.isEmpty() ? "addresses" : names) + ", inside "
                + (ranges.isEmpty() ? "the private ranges" : ranges);
    }

    private static String provided(List<ProvidedServer> servers) {
        return servers.isEmpty()
                ? "none"
                : joined(servers.stream()
                        .map(server -> server.key() + " " + server.connection().url()
                                + (server.isDefault() ? " (default)" : "")));
    }

    private static String joined(Stream<String> entries) {
        return FirstFew.of(entries.toList(), ", ");
    }
}
