package io.github.opencodeproxy.servlet.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway says who the user is.
 *
 * @param name the name of the header field; null when everybody is anonymous
 * @param trustedPeers the ranges of addresses that the gateway connects from, in CIDR notation; empty: any peer is believed
 */
public record UserHeader(@Nullable String name, List<String> trustedPeers) {

    /** Copies the list. */
    public UserHeader {
        trustedPeers = List.copyOf(trustedPeers);
    }

    /** {@return whom it believes, in a sentence for the log} */
    String summary() {
        if (name == null) {
            return "Every user is anonymous.";
        }
        return "Users are who the field " + name + " says, from "
                + (trustedPeers.isEmpty() ? "any peer" : FirstFew.of(trustedPeers, ", ")) + ".";
    }
}
