package io.github.opencodeproxy.core.message;

/**
 * A rule that turns the header fields of one leg into those of the other. Filters have no state and are safe for use
 * by several threads; they never throw for what a peer may send.
 */
@FunctionalInterface
public interface HeaderFilter {

    /**
     * Applies the rule.
     *
     * @param in the fields as they came
     * @return the fields that go on; may be {@code in} itself
     */
    Headers apply(Headers in);

    /**
     * Returns the filter that changes nothing.
     *
     * @return the identity
     */
    static HeaderFilter none() {
        return in -> in;
    }

    /**
     * Returns the filter that applies this one, then the other.
     *
     * @param next the filter for this one's result
     * @return both in sequence
     */
    default HeaderFilter then(HeaderFilter next) {
        return in -> next.apply(apply(in));
    }
}
