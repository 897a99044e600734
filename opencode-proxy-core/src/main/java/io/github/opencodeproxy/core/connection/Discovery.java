package io.github.opencodeproxy.core.connection;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What whoever found a server knows of it besides its address. Shown to users; decides nothing.
 *
 * @param kind what it is where it was found, a lower-case word such as {@code service} or {@code sandbox}
 * @param state whether it runs; null when nobody says
 * @param claim the name under which somebody asked for it; null when it was not asked for by name
 * @param template what it was made from; null when nobody says
 * @param created since when it is there; null when nobody says
 */
public record Discovery(
        String kind,
        @Nullable State state,
        @Nullable String claim,
        @Nullable String template,
        @Nullable Instant created) {

    /** Refuses a null kind. */
    public Discovery {
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * Knows nothing but what it is.
     *
     * @param kind as above
     * @return a discovery without details
     */
    public static Discovery of(String kind) {
        return new Discovery(kind, null, null, null, null);
    }

    /** Whether a server runs, as far as the place where it was found knows. Its health is another question. */
    public enum State {
        /** It runs. */
        READY,
        /** It is meant to run and does not yet. */
        WAKING,
        /** It is meant to pause and runs still. */
        SUSPENDING,
        /** It pauses; nothing answers at its address. */
        SUSPENDED,
        /** It has ended and does not run again. */
        FINISHED
    }
}
