package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Explanation;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.SystemHostResolver;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetPolicy.Verdict;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a request for a server, and why, as text for the operator. Nothing is sent to the server; its name is
 * looked up by this machine, now. The text names rules and addresses, so it is not for users.
 *
 * @param result what would become of it
 * @param text some lines, without control characters, each with its end
 */
public record PolicyExplanation(Result result, String text) {

    /** What would become of a request. */
    public enum Result {
        /** The server would be dialled. */
        ALLOWED,
        /** 403. */
        DENIED,
        /** The name is allowed and has no address: 502, or 504 when the lookup takes too long. */
        UNRESOLVED,
        /** 400: this is no server's address. */
        INVALID
    }

    /**
     * Explains.
     *
     * @param config the configuration; not null
     * @param server a server's URL as a user would write it, or the key of a provided server; not null
     * @return the explanation
     */
    public static PolicyExplanation of(ProxyConfig config, String server) {
        try (SystemHostResolver resolver = HostResolver.system(config.timeouts().dns())) {
            return of(config, server, resolver);
        }
    }

    static PolicyExplanation of(ProxyConfig config, String server, HostResolver resolver) {
        Optional<ProvidedServer> byKey = config.servers().stream()
                .filter(provided -> provided.key().toString().equals(server))
                .findFirst();
        if (byKey.isPresent()) {
            return explain(config, new Target.Provided(byKey.get()), resolver);
        }
        ServerUrl url;
        try {
            url = ServerUrl.parse(server);
        } catch (InvalidServerUrlException e) {
            return new PolicyExplanation(
                    Result.INVALID,
                    lines(List.of(
                            "no server's address: " + e.problem().rule(),
                            "",
                            "INVALID. The client gets 400 target_invalid; nothing is looked up.")));
        }
        PolicyExplanation asked = explain(config, new Target.Requested(url), resolver);
        String hints = config.servers().stream()
                .filter(provided -> provided.connection().url().equals(url))
                .map(provided -> "\nThe operator provides this server as \"" + provided.key()
                        + "\": asked for by that key it is judged differently.\n")
                .reduce("", String::concat);
        return new PolicyExplanation(asked.result(), asked.text() + hints);
    }

    private static PolicyExplanation explain(ProxyConfig config, Target target, HostResolver resolver) {
        Explanation found = Explanation.of(ConfiguredPolicy.of(config), resolver, target)
                .toCompletableFuture()
                .join();
        List<String> lines = new ArrayList<>();
        lines.add(row("server", found.target().url().toString()));
        lines.add(row(
                "rules",
                config.rules().allow().isEmpty()
                        ? "none"
                        : String.join(", ", config.rules().allow())));
        if (!config.rules().deny().isEmpty()) {
            lines.add(row("denied", String.join(", ", config.rules().deny())));
        }
        lines.add(row("by name", byName(found.byName())));
        for (Explanation.Found address : found.addresses()) {
            lines.add(row(
                    "address",
                    address.address().getHostAddress() + " (" + address.what().label() + "): "
                            + address.refusal()
                                    .map(why -> "refused, " + why.rule())
                                    .orElse("allowed")));
        }
        lines.add("");
        lines.add(conclusion(found.decision()));
        return new PolicyExplanation(result(found.decision()), lines(lines));
    }

    private static String byName(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused
                ? "refused, " + refused.rule()
                : "allowed by " + ((Verdict.Eligible) verdict).rule();
    }

    private static Result result(Decision decision) {
        if (decision instanceof Decision.Allow) {
            return Result.ALLOWED;
        }
        return decision instanceof Decision.Deny ? Result.DENIED : Result.UNRESOLVED;
    }

    private static String conclusion(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return "ALLOWED. Only " + (allow.upstream().addresses().size() == 1 ? "this address" : "these addresses")
                    + " would be dialled.";
        }
        if (decision instanceof Decision.Deny deny) {
            return "DENIED: " + deny.reason().code() + ". The client gets 403 target_denied.";
        }
        return switch (((Decision.Unresolved) decision).cause()) {
            case NO_ADDRESS -> "UNRESOLVED: the name has no address here. The client gets 502 upstream_dns.";
            case TIMEOUT -> "UNRESOLVED: the lookup takes too long. The client gets 504 upstream_timeout.";
            case FAILED -> "UNRESOLVED: the lookup failed. The client gets 502 upstream_dns.";
        };
    }

    private static String row(String name, String value) {
        return name + " ".repeat(10 - name.length()) + value;
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
