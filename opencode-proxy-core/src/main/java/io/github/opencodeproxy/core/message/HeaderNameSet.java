package io.github.opencodeproxy.core.message;

import java.util.Arrays;

/**
 * A fixed set of field names, their beginnings and their ends, looked up without regard to ASCII case, {@code _} and {@code -} alike
 * (gateways and CGI-like servers fold them), and without allocating: this runs for each field of each message.
 */
final class HeaderNameSet {
    private static final int SLOTS = 512;
    private static final int BUCKETS = 64;
    private static final int MAX_LENGTH = 63;

    /** Open addressing at a quarter full or less: a miss ends at the first slot or the next. */
    private final String[] slots = new String[SLOTS];

    /** By first character the lengths that occur, one bit each: most names that are not in the set end here. */
    private final long[] lengths = new long[32];

    /** By first and third character, so that a name meets the few prefixes that could fit. */
    private final String[][] prefixes = new String[BUCKETS][0];

    /** By last character. */
    private final String[][] suffixes = new String[32][0];

    private HeaderNameSet() {}

    /**
     * Makes a set of lower-case names; one that ends in {@code *} stands for all that begin with its 3 or more others, one that
     * begins with {@code *} for all that end so.
     */
    static HeaderNameSet of(String... patterns) {
        HeaderNameSet set = new HeaderNameSet();
        for (String pattern : patterns) {
            if (pattern.endsWith("*")) {
                set.addPrefix(pattern.substring(0, pattern.length() - 1));
            } else if (pattern.startsWith("*")) {
                set.addSuffix(pattern.substring(1));
            } else {
                set.add(pattern);
            }
        }
        return set;
    }

    boolean contains(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_LENGTH) {
            return length > 0 && (hasPrefix(name) || hasSuffix(name));
        }
        boolean possible = (lengths[fold(name.charAt(0)) & 31] >>> length & 1) != 0;
        return (possible && isListed(name)) || hasPrefix(name) || hasSuffix(name);
    }

    private boolean isListed(String name) {
        for (int slot = slot(name); ; slot = (slot + 1) & (SLOTS - 1)) {
            String candidate = slots[slot];
            if (candidate == null) {
                return false;
            }
            if (candidate.length() == name.length() && foldedStartsWith(name, candidate)) {
                return true;
            }
        }
    }

    private void add(String name) {
        lengths[fold(name.charAt(0)) & 31] |= 1L << name.length();
        int slot = slot(name);
        while (slots[slot] != null) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        slots[slot] = name;
    }

    private void addPrefix(String prefix) {
        int bucket = bucket(prefix);
        prefixes[bucket] = with(prefixes[bucket], prefix);
    }

    private void addSuffix(String suffix) {
        int bucket = lastOf(suffix);
        suffixes[bucket] = with(suffixes[bucket], suffix);
    }

    private static String[] with(String[] before, String added) {
        String[] more = Arrays.copyOf(before, before.length + 1);
        more[before.length] = added;
        return more;
    }

    private boolean hasPrefix(String name) {
        if (name.length() < 3) {
            return false;
        }
        for (String prefix : prefixes[bucket(name)]) {
            if (foldedStartsWith(name, prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSuffix(String name) {
        for (String suffix : suffixes[lastOf(name)]) {
            if (foldedMatches(name, name.length() - suffix.length(), suffix)) {
                return true;
            }
        }
        return false;
    }

    private static int lastOf(String name) {
        return fold(name.charAt(name.length() - 1)) & 31;
    }

    /** Whether the name begins with the lower-case text. */
    static boolean foldedStartsWith(String name, String lowerCase) {
        return foldedMatches(name, 0, lowerCase);
    }

    private static boolean foldedMatches(String name, int from, String lowerCase) {
        if (from < 0 || name.length() - from < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (fold(name.charAt(from + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int bucket(String atLeastThree) {
        return (fold(atLeastThree.charAt(0)) * 31 + fold(atLeastThree.charAt(2))) & (BUCKETS - 1);
    }

    /** Four characters tell these names apart well enough, and cost less than all of them. */
    private static int slot(String name) {
        int length = name.length();
        int hash = length * 31 + fold(name.charAt(0));
        hash = hash * 31 + fold(name.charAt(length / 2));
        hash = hash * 31 + fold(name.charAt(length * 3 / 4));
        hash = hash * 31 + fold(name.charAt(length - 1));
        return (hash ^ hash >>> 9) & (SLOTS - 1);
    }

    private static char fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c | 0x20);
        }
        return c == '_' ? '-' : c;
    }
}
