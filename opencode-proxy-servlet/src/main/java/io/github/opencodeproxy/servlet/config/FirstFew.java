package io.github.opencodeproxy.servlet.config;

import java.util.Collection;
import java.util.stream.Collectors;

/** A list as it is said in one line: its beginning, and how much more there is. */
final class FirstFew {

    private static final int MOST = 20;

    private FirstFew() {}

    static String of(Collection<?> all, String separator) {
        String first = all.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(separator));
        return all.size() <= MOST ? first : first + separator + "and " + (all.size() - MOST) + " more";
    }
}
