package io.github.opencodeproxy.servlet.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of the contract's table.
 *
 * @param key the key as documented
 * @param alias an older or shorter name that is looked at when the key is not set
 * @param presence whether {@code none} may empty it
 * @param fallback the default as text; {@code null} when there is none or when it depends on the surroundings
 * @param example a value that works
 * @param format how one value is read; a list has one per entry
 * @param <T> what a value is
 */
record Setting<T>(
        String key,
        @Nullable String alias,
        Presence presence,
        @Nullable String fallback,
        String example,
        Format<T> format) {

    /** Whether a key can go without a value. */
    enum Presence {
        /** {@code none} is a value like any other, and mostly a wrong one. */
        REQUIRED,
        /** {@code none} takes the default away. */
        OPTIONAL
    }

    static <T> Setting<T> required(String key, String fallback, Format<T> format) {
        return new Setting<>(key, null, Presence.REQUIRED, fallback, fallback, format);
    }

    static <T> Setting<T> optional(String key, String fallback, Format<T> format) {
        return new Setting<>(key, null, Presence.OPTIONAL, fallback, fallback, format);
    }

    static <T> Setting<T> unset(String key, String example, Format<T> format) {
        return new Setting<>(key, null, Presence.OPTIONAL, null, example, format);
    }

    Setting<T> or(String otherName) {
        return new Setting<>(key, otherName, presence, fallback, example, format);
    }

    /** {@return the environment variable of a key, by MicroProfile Config's rule} */
    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
