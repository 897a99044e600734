package io.github.opencodeproxy.core.connection;

import java.util.Objects;

/**
 * Why a directory may lack servers, for users.
 *
 * @param source what could not be read, a lower-case word such as {@code sandboxes}
 * @param reason what is wrong, for programs
 * @param message what is wrong and what to do about it, a sentence or two without secrets and addresses
 */
public record DirectoryProblem(String source, Reason reason, String message) {

    /** Refuses nulls. */
    public DirectoryProblem {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    /** What is wrong. */
    public enum Reason {
        /** We may not read it. */
        FORBIDDEN,
        /** It does not exist there. */
        NOT_INSTALLED,
        /** We are not known there. */
        UNAUTHORIZED,
        /** Nobody answers. The servers of before are still listed. */
        UNREACHABLE,
        /** The answer is an error. The servers of before are still listed. */
        FAILED
    }
}
