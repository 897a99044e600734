package io.github.opencodeproxy.kubernetes;

import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import java.io.IOException;

/** The API server says no, or something that cannot be understood. */
final class ApiException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The message is for the log. */
    ApiException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
