package io.github.opencodeproxy.bench;

import java.util.Locale;

/** What can be done to the peers, in the order in which it is. */
enum Scenario {
    /** Small JSON. */
    SMALL,
    /** Long bodies. */
    BODIES,
    /** A thousand event streams. */
    STREAMS,
    /** Ten thousand event streams. */
    MANY,
    /** WebSockets. */
    ECHO,
    /** Clients that never finish a request. */
    SLOW,
    /** Gigabytes through our sample in 64 MB of heap. */
    BIG;

    static Scenario named(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("No such measurement: " + name, e);
        }
    }
}
