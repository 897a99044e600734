package io.github.opencodeproxy.core.connection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server wants to see before it answers. No {@code toString} here prints a secret, so credentials may stand in
 * records and messages that are logged. Immutable and safe for use by several threads.
 */
public sealed interface Credentials permits Credentials.None, Credentials.Basic, Credentials.Header {

    /**
     * Returns the request header field that carries these credentials.
     *
     * @return the field, or empty when there is nothing to send
     */
    Optional<Field> field();

    /**
     * Returns the credentials of a server that asks for none.
     *
     * @return the one instance
     */
    static Credentials none() {
        return None.INSTANCE;
    }

    /**
     * Returns Basic credentials (RFC 7617), encoded in UTF-8.
     *
     * @param user the user name, without colon and controls
     * @param password the password, without controls; may be empty
     * @return the credentials
     * @throws IllegalArgumentException if a part has a character that Basic cannot carry
     */
    static Credentials basic(String user, String password) {
        return new Basic(user, password);
    }

    /**
     * Returns credentials carried by one header field, for example {@code x-api-key} or {@code Authorization} with a
     * bearer token.
     *
     * @param name the field name, a token (RFC 9110, 5.6.2) that does not frame, route or delegate the request
     * @param value the field value, visible ASCII with inner spaces
     * @return the credentials
     * @throws IllegalArgumentException if the name or the value cannot be sent
     */
    static Credentials header(String name, String value) {
        return new Header(name, value);
    }

    /** A server that asks for nothing. */
    final class None implements Credentials {
        private static final None INSTANCE = new None();

        private None() {}

        @Override
        public Optional<Field> field() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * A user name and a password (RFC 7617).
     *
     * @param user the user name
     * @param password the password, never printed
     */
    record Basic(String user, String password) implements Credentials {
        /**
         * Checks both parts.
         *
         * @throws IllegalArgumentException if the user name has a colon, or either part a control character
         */
        public Basic {
            CredentialSyntax.requireUser(user);
            CredentialSyntax.requirePassword(password);
        }

        @Override
        public Optional<Field> field() {
            byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of(
                    new Field("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
        }

        /** Returns the kind and the user name. */
        @Override
        public String toString() {
            return "basic[user=" + user + ", password=***]";
        }
    }

    /**
     * One header field.
     *
     * @param name the field name
     * @param value the field value, never printed
     */
    record Header(String name, String value) implements Credentials {
        /**
         * Checks both parts.
         *
         * @throws IllegalArgumentException if the name or the value cannot be sent
         */
        public Header {
            CredentialSyntax.requireFieldName(name);
            CredentialSyntax.requireFieldValue(value);
        }

        @Override
        public Optional<Field> field() {
            return Optional.of(new Field(name, value));
        }

        /** Returns the kind and the field name. */
        @Override
        public String toString() {
            return "header[name=" + name + ", value=***]";
        }
    }

    /**
     * A request header field with a secret value.
     *
     * @param name the field name
     * @param value the secret
     */
    record Field(String name, String value) {
        /** Refuses nulls. */
        public Field {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        /** Returns the name only. */
        @Override
        public String toString() {
            return name + ": ***";
        }
    }
}
