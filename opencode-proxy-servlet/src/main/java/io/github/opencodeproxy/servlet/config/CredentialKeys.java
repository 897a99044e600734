package io.github.opencodeproxy.servlet.config;

import java.nio.file.Path;
import java.util.Objects;

/** Where the keys are that seal credentials for browsers. */
public sealed interface CredentialKeys
        permits CredentialKeys.InMemory, CredentialKeys.InFile, CredentialKeys.MadeInFile {

    /** In memory: nothing that was sealed can be opened after a restart. */
    record InMemory() implements CredentialKeys {}

    /**
     * In a file that the operator names.
     *
     * @param file a key ring that was read without a problem
     */
    record InFile(Path file) implements CredentialKeys {
        /** Refuses null. */
        public InFile {
            Objects.requireNonNull(file);
        }
    }

    /**
     * In a file of our own.
     *
     * @param file a key ring that was read without a problem, or nothing yet
     */
    record MadeInFile(Path file) implements CredentialKeys {
        /** Refuses null. */
        public MadeInFile {
            Objects.requireNonNull(file);
        }
    }
}
