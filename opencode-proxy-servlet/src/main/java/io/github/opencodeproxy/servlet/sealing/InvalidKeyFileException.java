package io.github.opencodeproxy.servlet.sealing;

/** A key file cannot be used. The message says what it must be, as a sentence without its subject, and shows no key. */
public final class InvalidKeyFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidKeyFileException(String message) {
        super(message);
    }
}
