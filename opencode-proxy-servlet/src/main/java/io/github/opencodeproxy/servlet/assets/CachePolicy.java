package io.github.opencodeproxy.servlet.assets;

/** How long an answer may be kept (RFC 9111 5.2.2, RFC 8246). */
enum CachePolicy {
    /** Catalogue files: the path changes with the bytes. */
    IMMUTABLE("public, max-age=31536000, immutable"),
    /** Pages: kept, and asked for each time, so that an update is seen by the next reload. */
    REVALIDATE("no-cache"),
    /** Errors and redirects: an update of the gateway may change them. */
    NEVER("no-store");

    private final String value;

    CachePolicy(String value) {
        this.value = value;
    }

    /** {@return the value of {@code Cache-Control}} */
    String value() {
        return value;
    }
}
