package io.github.opencodeproxy.servlet.config;

/**
 * How the text of a value becomes a fact.
 *
 * @param <T> the fact
 */
@FunctionalInterface
interface Format<T> {

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException when the text breaks the rule; the message is the rule and shows no secret
     */
    T parse(String text);
}
