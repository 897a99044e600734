package io.github.opencodeproxy.servlet.assets;

/** The content codings (RFC 9110 8.4.1) that an asset may be stored in, the one that we like best first. */
enum ContentCoding {
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz"),
    IDENTITY("identity", "");

    private final String token;
    private final String suffix;

    ContentCoding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    /** {@return the name in {@code Accept-Encoding}, {@code Content-Encoding} and the index, in lower case} */
    String token() {
        return token;
    }

    /** {@return what the stored file's name has behind the asset's path} */
    String suffix() {
        return suffix;
    }
}
