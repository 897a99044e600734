package io.github.opencodeproxy.servlet.sealing;

import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of a ring.
 *
 * @param id its name, which stands readable in everything that it has sealed
 * @param secret 256 bits for AES
 */
record RingKey(String id, SecretKey secret) {

    static final int SECRET_BYTES = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** {@return a key of these bytes} */
    static RingKey of(String id, byte[] secret) {
        return new RingKey(id, new SecretKeySpec(secret, "AES"));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** {@return the name alone} */
    @Override
    public String toString() {
        return "RingKey[" + id + "]";
    }
}
