package io.github.opencodeproxy.core.policy;

import java.util.List;

/** A policy cannot be built from its configuration. Holds all problems at once, so one start shows them all. */
public final class InvalidPolicyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidPolicyException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Returns the problems, each one sentence that names the rule and what is wrong with it.
     *
     * @return an unmodifiable list, never empty
     */
    public List<String> problems() {
        return problems;
    }
}
