package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the parts of a policy and keeps every problem, so that one start shows them all. */
final class RuleReader {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final List<String> problems = new ArrayList<>();

    List<TargetRule> allow(String rules) {
        List<TargetRule> read = read("allow", rules);
        for (TargetRule rule : read) {
            if (rule.isLiteral()) {
                checkLiteral(rule);
            }
        }
        return read;
    }

    List<TargetRule> deny(String rules) {
        List<TargetRule> read = read("deny", rules);
        for (TargetRule rule : read) {
            if (rule.hasBasePath()) {
                problem("deny", rule.toString(), "a denied server is denied whole; leave the path out");
            }
        }
        return read;
    }

    List<TargetRule> namespace(String namespace) {
        if (!LABEL.matcher(namespace).matches()) {
            problem("namespace", namespace, "a namespace is one DNS label in lower case");
            return List.of();
        }
        return List.of(TargetRule.parse("*." + namespace + ".svc.cluster.local"));
    }

    List<String> selfName(String name) {
        try {
            String host = ServerUrl.parse(name).host();
            int kind = host.indexOf(".svc.");
            return kind < 0 ? List.of(host) : List.of(host, host.substring(0, kind), host.substring(0, kind + 4));
        } catch (InvalidServerUrlException e) {
            problem("own name", name, e.problem().rule());
            return List.of();
        }
    }

    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new InvalidPolicyException(problems);
        }
    }

    private List<TargetRule> read(String list, String rules) {
        List<TargetRule> read = new ArrayList<>();
        if (rules.strip().equals("none")) {
            return read;
        }
        for (String text : SEPARATORS.split(rules, -1)) {
            try {
                if (!text.isEmpty()) {
                    read.add(TargetRule.parse(text));
                }
            } catch (IllegalArgumentException e) {
                problem(list, text, String.valueOf(e.getMessage()));
            }
        }
        return read;
    }

    private void checkLiteral(TargetRule rule) {
        AddressClass rung = AddressClass.of(rule.url().literalAddress().orElseThrow());
        if (rung == AddressClass.LOOPBACK && !rule.namesPort()) {
            problem("allow", rule.toString(), "a loopback address needs its port");
        } else if (rung.isAlwaysDenied() && rung != AddressClass.LOOPBACK) {
            problem("allow", rule.toString(), "no rule can allow " + rung.label() + " addresses");
        }
    }

    /** What stands before an @ may be a password. */
    private void problem(String list, String text, String reason) {
        String shown = text.indexOf('@') < 0 ? text : "***" + text.substring(text.lastIndexOf('@'));
        problems.add(list + " \"" + shown + "\": " + reason);
    }
}
