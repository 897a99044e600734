package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Tells credentials apart in memory without keeping them: a hash with a salt of this process. A sealed credential is the
 * user's whom it was sealed for, so nobody else's has the same fingerprint. Safe for use by many threads.
 */
final class Fingerprints {

    private static final int SALT_BYTES = 32;

    private final byte[] salt = new byte[SALT_BYTES];

    Fingerprints() {
        new SecureRandom().nextBytes(salt);
    }

    /** {@return the fingerprint, empty for none} */
    String of(CarriedCredential carried, User user) {
        if (carried instanceof CarriedCredential.Sealed sealed) {
            return hash("sealed", user.name(), sealed.text());
        }
        return of(((CarriedCredential.Open) carried).credentials());
    }

    /** {@return the fingerprint, empty for none} */
    String of(Credentials credentials) {
        Optional<Credentials.Field> field = credentials.field();
        return field.isEmpty()
                ? ""
                : hash("open", field.get().name(), field.get().value());
    }

    private String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // Else "ab" and "c" would be "a" and "bc".
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it (MessageDigest).
            throw new IllegalStateException(e);
        }
    }
}
