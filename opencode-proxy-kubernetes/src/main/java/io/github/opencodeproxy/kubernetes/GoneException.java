package io.github.opencodeproxy.kubernetes;

import java.io.IOException;

/** The API server does not remember what happened since; only a new list tells (410, reason {@code Expired}). */
final class GoneException extends IOException {

    private static final long serialVersionUID = 1L;

    GoneException() {
        super("the resource version is too old");
    }
}
