package io.github.opencodeproxy.servlet.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message has every problem on a line of its own and shows no secret. */
public final class InvalidConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    InvalidConfigException(List<ConfigProblem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<ConfigProblem> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining("\n", count + " in the configuration:\n", ""));
    }

    /** {@return every problem, in the order of the keys' table} */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
