package io.github.opencodeproxy.core.message;

/**
 * The path or query of a request cannot be forwarded as it is. The message names the rule and repeats nothing of the
 * request.
 */
public final class InvalidRequestPathException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    InvalidRequestPathException(Problem problem) {
        super(problem.rule);
        this.problem = problem;
    }

    /**
     * Returns the broken rule.
     *
     * @return the rule, never null
     */
    public Problem problem() {
        return problem;
    }

    /** The rules of a request path. */
    public enum Problem {
        /** Does not begin with exactly one slash. */
        START("a path must begin with one slash"),
        /** A control, space, backslash, {@code #}, {@code ?} or non-ASCII character, plain or as an escape. */
        ILLEGAL_CHAR("the path or query has a character that is not allowed there"),
        /** A percent sign without two hexadecimal digits, or an overlong UTF-8 sequence. */
        PERCENT_ESCAPE("the path or query has a bad percent-escape"),
        /** A {@code .} or {@code ..} segment: plain, encoded once or twice, or with parameters. */
        DOT_SEGMENT("a path must not have . or .. segments");

        private final String rule;

        Problem(String rule) {
            this.rule = rule;
        }
    }
}
