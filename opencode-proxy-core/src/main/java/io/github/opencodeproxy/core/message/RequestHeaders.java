package io.github.opencodeproxy.core.message;

/** Which request fields cross to the upstream. */
public final class RequestHeaders {
    private RequestHeaders() {}

    public static HeaderFilter crossing() {
        return in -> Headers.empty();
    }
}
