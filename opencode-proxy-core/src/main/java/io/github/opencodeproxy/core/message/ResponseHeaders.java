package io.github.opencodeproxy.core.message;

/** Which response fields cross to the browser. */
public final class ResponseHeaders {
    private ResponseHeaders() {}

    public static HeaderFilter crossing() {
        return in -> Headers.empty();
    }

    public static HeaderFilter isolation() {
        return in -> in;
    }
}
