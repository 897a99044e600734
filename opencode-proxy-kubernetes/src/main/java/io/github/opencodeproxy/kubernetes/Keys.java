package io.github.opencodeproxy.kubernetes;

import io.github.opencodeproxy.core.connection.ServerKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of a server by the name of its resource. Always the same for a name, and the name itself where that is a key:
 *
 * <pre>
 * gpu-box      gpu-box
 * gpu--box     gpu-box-65ff0dcb     (a double hyphen)
 * a.b          a-b-2e2bab26         (a dot, which names of Sandboxes may have)
 * </pre>
 */
final class Keys {

    private static final int LONGEST = 63;
    private static final int DIGEST = 8;

    private Keys() {}

    static ServerKey of(String name) {
        String words = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return words.equals(name) && name.length() <= LONGEST ? ServerKey.parse(name) : distinct(name);
    }

    /** With a digest, for a name that is no key or whose key another server has. */
    static ServerKey distinct(String name) {
        String words = name.replaceAll("[^a-z0-9]+", "-");
        String start = words.substring(0, Math.min(words.length(), LONGEST - DIGEST - 1));
        return ServerKey.parse((start + "-" + digest(name)).replaceAll("^-|(?<=-)-+", ""));
    }

    private static String digest(String name) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, DIGEST / 2);
        } catch (NoSuchAlgorithmException e) {
            // Every Java runtime has it (java.security.MessageDigest).
            throw new IllegalStateException(e);
        }
    }
}
