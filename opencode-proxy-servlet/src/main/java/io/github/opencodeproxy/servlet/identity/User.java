package io.github.opencodeproxy.servlet.identity;

import java.util.Objects;

/**
 * The user on whose behalf a request is made, to count by and to bind secrets to. A name is an opaque text, compared
 * character for character. Immutable.
 *
 * @param name what the gateway calls the user, 1 to {@value #LONGEST_NAME} characters
 */
public record User(String name) {

    /** How long a name may be, in characters: names are kept in memory, and addresses of e-mail are shorter. */
    public static final int LONGEST_NAME = 320;

    /** Whoever is not named by somebody we believe. All of them are one user. */
    public static final User ANONYMOUS = new User("anonymous");

    /** Checks the length. */
    public User {
        Objects.requireNonNull(name);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("A user's name has 1 to " + LONGEST_NAME + " characters");
        }
    }

    /** {@return whether it is {@link #ANONYMOUS}} */
    public boolean isAnonymous() {
        return equals(ANONYMOUS);
    }

    /** {@return nothing that says who it is: logs must not} */
    @Override
    public String toString() {
        return isAnonymous() ? "User[anonymous]" : "User[…]";
    }
}
