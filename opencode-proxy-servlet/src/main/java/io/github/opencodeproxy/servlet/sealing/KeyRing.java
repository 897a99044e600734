package io.github.opencodeproxy.servlet.sealing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.servlet.answer.Answer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that open what was sealed; the first also seals. As text it is a JSON Web Key Set (RFC 7517, 5) of symmetric keys
 * (RFC 7518, 6.4):
 *
 * <pre>{@code
 * {"keys":[{"kty":"oct","kid":"2026-11","k":"<32 bytes in base64url>"},
 *          {"kty":"oct","kid":"2026-05","k":"…"}]}
 * }</pre>
 *
 * <p>Strict: a key that this proxy cannot use is a mistake, not one to pass over. Immutable.
 */
final class KeyRing {

    /** More than any rotation needs. */
    private static final int MOST_KEYS = 16;

    private static final String RULE = "must be a JSON Web Key Set of 1 to " + MOST_KEYS
            + " keys with kty \"oct\", a k of 32 bytes in base64url and a kid of its own";

    private static final Set<String> ALGORITHMS = Set.of("dir", "A256GCM");
    private static final int ID_BYTES = 8;

    private final List<RingKey> keys;

    private KeyRing(List<RingKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** {@return a ring with one new key} */
    static KeyRing generate() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[RingKey.SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new KeyRing(List.of(RingKey.of(HexFormat.of().formatHex(id), secret)));
    }

    /**
     * Reads a ring.
     *
     * @throws InvalidKeyFileException when it is none; the message repeats nothing of it
     */
    static KeyRing parse(byte[] text) {
        JsonNode keys = tree(text).path("keys");
        if (!keys.isArray() || keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new InvalidKeyFileException(RULE);
        }
        List<RingKey> ring = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode key : keys) {
            RingKey read = key(key);
            if (!ids.add(read.id())) {
                throw new InvalidKeyFileException(RULE);
            }
            ring.add(read);
        }
        return new KeyRing(ring);
    }

    private static JsonNode tree(byte[] text) {
        try {
            return Answer.JSON.readTree(text);
        } catch (IOException e) {
            // Without its cause, which quotes the text.
            throw new InvalidKeyFileException(RULE);
        }
    }

    private static RingKey key(JsonNode key) {
        boolean isOurs = key.path("kty").asText().equals("oct")
                && (!key.has("alg") || ALGORITHMS.contains(key.path("alg").asText()))
                && (!key.has("use") || key.path("use").asText().equals("enc"));
        String id = key.path("kid").isTextual() ? key.path("kid").textValue() : "";
        byte[] secret = secret(key.path("k").asText());
        if (!isOurs || !RingKey.isId(id) || secret.length != RingKey.SECRET_BYTES) {
            throw new InvalidKeyFileException(RULE);
        }
        return RingKey.of(id, secret);
    }

    private static byte[] secret(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** {@return the text that {@link #parse} reads, with the secrets in it} */
    byte[] toBytes() {
        ObjectNode set = Answer.JSON.createObjectNode();
        for (RingKey key : keys) {
            set.withArray("keys")
                    .addObject()
                    .put("kty", "oct")
                    .put("kid", key.id())
                    .put(
                            "k",
                            Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(key.secret().getEncoded()));
        }
        try {
            return Answer.JSON.writeValueAsBytes(set);
        } catch (IOException e) {
            throw new IllegalStateException("A tree is always written");
        }
    }

    /** {@return the key that seals} */
    RingKey current() {
        return keys.get(0);
    }

    /** {@return the key of that name} */
    Optional<RingKey> find(String id) {
        for (RingKey key : keys) {
            if (key.id().equals(id)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** {@return the names of the keys} */
    @Override
    public String toString() {
        return keys.toString();
    }
}
