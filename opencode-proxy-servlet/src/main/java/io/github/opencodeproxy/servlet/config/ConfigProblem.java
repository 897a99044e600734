package io.github.opencodeproxy.servlet.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in the configuration.
 *
 * @param key the key as documented
 * @param value what was found, fit for a log; {@code null} when there is nothing to show
 * @param rule what the value has to be
 * @param example a value that works
 */
public record ConfigProblem(String key, @Nullable String value, String rule, String example) {

    private static final int SHOWN_CHARACTERS = 120;

    /** A value that may be shown unless it can carry a secret: the userinfo or the query of a URL. */
    static ConfigProblem of(String key, String value, String rule, String example) {
        return new ConfigProblem(key, printable(value), rule, example);
    }

    /** A value that is, or could be, a secret. */
    static ConfigProblem hidden(String key, String rule, String example) {
        return new ConfigProblem(key, "(hidden)", rule, example);
    }

    /** A key that is not there although it has to be. */
    static ConfigProblem missing(String key, String rule, String example) {
        return new ConfigProblem(key, null, rule, example);
    }

    private static String printable(String value) {
        if (value.indexOf('@') >= 0 || value.indexOf('?') >= 0) {
            return "(hidden: it could hold a secret)";
        }
        String clean = value.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= SHOWN_CHARACTERS
                ? '"' + clean + '"'
                : '"' + clean.substring(0, SHOWN_CHARACTERS) + "…\"";
    }

    /** {@return the problem as one line} */
    @Override
    public String toString() {
        return key + (value == null ? "" : " = " + value) + ": " + rule + ". Example: " + example;
    }
}
