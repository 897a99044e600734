package io.github.opencodeproxy.core.connection;

/**
 * A text is no server URL. The message names the rule that was broken and never repeats the text, so it can be shown
 * and logged even when the text holds a password.
 */
public final class InvalidServerUrlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    InvalidServerUrlException(Problem problem) {
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

    /** The rules of a server URL, in the order in which they are checked. */
    public enum Problem {
        /** Nothing but white space. */
        EMPTY("the server URL is empty"),
        /** Longer than 2,048 characters. */
        TOO_LONG("the server URL is longer than 2048 characters"),
        /** A control, white space, backslash, or a character that a path must escape. */
        ILLEGAL_CHAR("the server URL has a character that is not allowed there"),
        /** Another scheme than http and https, or one without {@code //}. */
        SCHEME("the server URL must begin with http:// or https://, or with the host"),
        /** A user name or password before an {@code @}. */
        USERINFO("the server URL must not hold a user name or password"),
        /** A query, even an empty one. */
        QUERY("the server URL must not have a query"),
        /** A fragment, even an empty one. */
        FRAGMENT("the server URL must not have a fragment"),
        /** No host, or no valid ASCII name or IP literal. */
        HOST("the server URL has no valid host name or IP address"),
        /** Ends in a number but is not four canonical decimal octets. */
        IPV4_AMBIGUOUS("an IPv4 address must be written as four decimal numbers without leading zeros"),
        /** Not ASCII digits from 1 to 65535 without a leading zero. */
        PORT("the port must be a number from 1 to 65535 without leading zeros"),
        /** A {@code .} or {@code ..} segment in the path, encoded or not. */
        DOT_SEGMENT("the path of the server URL must not have . or .. segments"),
        /** A percent sign without two hexadecimal digits, or an escape that no server may decode. */
        PERCENT_ESCAPE("the path of the server URL has a bad percent-escape");

        private final String rule;

        Problem(String rule) {
            this.rule = rule;
        }

        /**
         * Returns the rule in words.
         *
         * @return a sentence without full stop that repeats nothing of the text
         */
        public String rule() {
            return rule;
        }
    }
}
