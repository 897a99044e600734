package io.github.opencodeproxy.redis;

import io.github.opencodeproxy.servlet.limits.Rate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of a bucket: {@code opencode-proxy:user:50:200:<SHA-256 of the name>}. The rate is part of it, so that nodes with
 * another configuration do not fill each other's buckets; the name is not, for it is somebody's, and of any length.
 */
final class BucketKey {

    private BucketKey() {}

    static byte[] of(String policy, String name, Rate rate) {
        String text = "opencode-proxy:" + policy + ":" + rate.perSecond() + ":" + rate.burst() + ":" + digest(name);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String digest(String name) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            // Every Java runtime has it (java.security.MessageDigest).
            throw new IllegalStateException(e);
        }
    }
}
