package io.github.opencodeproxy.core.connection;

import java.util.Objects;

/**
 * The name of a provided server in URLs and configuration: {@code [a-z0-9]+(-[a-z0-9]+)*}, at most 63 characters.
 *
 * @param value the key as written, never empty
 */
public record ServerKey(String value) implements Comparable<ServerKey> {
    private static final int MAX_LENGTH = 63;

    /**
     * Checks the key.
     *
     * @throws IllegalArgumentException if {@code value} is no key
     */
    public ServerKey {
        Objects.requireNonNull(value, "value");
        if (!isKey(value)) {
            throw new IllegalArgumentException(
                    "a server key is made of lower-case letters, digits and single inner hyphens, 63 at most");
        }
    }

    /**
     * Reads a key.
     *
     * @param text the text, not null
     * @return the key
     * @throws IllegalArgumentException if {@code text} is no key; the message names the rule
     */
    public static ServerKey parse(String text) {
        return new ServerKey(text);
    }

    private static boolean isKey(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        boolean afterHyphen = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean hyphen = c == '-';
            if (hyphen ? afterHyphen : !isLowerOrDigit(c)) {
                return false;
            }
            afterHyphen = hyphen;
        }
        return !afterHyphen;
    }

    private static boolean isLowerOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(ServerKey other) {
        return value.compareTo(other.value);
    }

    /** Returns the key as written. */
    @Override
    public String toString() {
        return value;
    }
}
