package io.github.opencodeproxy.servlet.assets;

import java.util.Set;

/**
 * One immutable file of the UI. Its path carries the hash of the whole build, so other bytes always have another path.
 *
 * @param path relative to the base, for example {@code ui/<build>/assets/index.js}: plain ASCII without escapes
 * @param type the whole {@code Content-Type}
 * @param size of the identity bytes
 * @param sha256 of the identity bytes, 64 lower-case hex digits
 * @param codings in which it is stored; has {@link ContentCoding#IDENTITY} always
 */
record Asset(String path, String type, long size, String sha256, Set<ContentCoding> codings) {

    private static final int TAG_DIGITS = 32;

    Asset {
        codings = Set.copyOf(codings);
    }

    /** {@return whether the answer depends on {@code Accept-Encoding}} */
    boolean isNegotiated() {
        return codings.size() > 1;
    }

    /** A strong entity tag: RFC 9110 8.8.3.3 asks for different ones for different codings. */
    String entityTag(ContentCoding coding) {
        String hash = sha256.substring(0, TAG_DIGITS);
        return coding == ContentCoding.IDENTITY ? '"' + hash + '"' : '"' + hash + '-' + coding.token() + '"';
    }
}
