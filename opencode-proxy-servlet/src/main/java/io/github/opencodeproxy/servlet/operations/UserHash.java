package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.identity.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a log says in place of a user's name: the first 16 hexadecimal digits of its SHA-256 in UTF-8. Whoever knows a name can
 * find its lines, on every node and after every start ({@code printf %s "$name" | sha256sum}); who has only the log sees which
 * lines belong together. Somebody with a list of all names can tell them apart: it hides names, not persons.
 */
final class UserHash {

    private static final int BYTES = 8;

    private UserHash() {}

    static String of(User user) {
        if (user.isAnonymous()) {
            return user.name();
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(user.name().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it (MessageDigest).
            throw new IllegalStateException(e);
        }
    }
}
