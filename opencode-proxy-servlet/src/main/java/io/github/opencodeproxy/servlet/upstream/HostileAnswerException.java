package io.github.opencodeproxy.servlet.upstream;

import java.io.IOException;

/** What the server sends is no answer that all readers would read alike. Holds none of its text. */
final class HostileAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    HostileAnswerException(String rule) {
        super(rule);
    }
}
