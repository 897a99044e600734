package io.github.opencodeproxy.servlet.sealing;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.io.IOException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Seals credentials for a browser to keep, and opens them again: JWE in its compact form (RFC 7516, 3.1), encrypted directly
 * with a key of the ring ({@code dir}, {@code A256GCM}). Bound to one server and one user. Whatever is wrong with one that
 * comes back, the answer is the same and says nothing more. Keeps nothing; safe for use by many threads.
 */
public final class CredentialSeal {

    /** The longest sealed credential, in characters: more than the largest that {@code POST api/credentials} gives. */
    public static final int LONGEST = 16 * 1024;

    /**
     * Header, no encrypted key, 96 bits, text, 128 bits. The text is the one that was given, or it is refused: decoders pass
     * over characters that they do not know.
     */
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-]{1,512}\\.\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{22}");

    /** No {@code zip}, {@code crit}, {@code jku} or whatever else asks its reader to do something. */
    private static final Set<String> MEMBERS = Set.of("alg", "enc", "kid");

    private final LiveKeys keys;

    /**
     * Makes a seal.
     *
     * @param keys has the keys
     */
    public CredentialSeal(LiveKeys keys) {
        this.keys = keys;
    }

    /**
     * Seals.
     *
     * @param credentials what to show to the server; not {@link Credentials#none()}
     * @param server the one that may be shown them
     * @param user the one who may use them
     * @return the sealed credential, in characters that need no escape anywhere
     */
    public String seal(Credentials credentials, ServerUrl server, User user) {
        RingKey key = keys.ring().current();
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .build();
        byte[] text = SealedText.write(credentials, server, user);
        try {
            JWEObject sealed = new JWEObject(header, new Payload(text));
            sealed.encrypt(new DirectEncrypter(key.secret()));
            return sealed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("AES is not to be had", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Gives what a request carries, opened if it is sealed: see {@link #open(String, ServerUrl, User)}.
     *
     * @param carried what the request carries
     * @param server the one that is about to be dialled
     * @param user the one who asks
     * @return what to show to the server
     * @throws RequestRefusedException {@code credential_rejected}, without saying why
     */
    public Credentials open(CarriedCredential carried, ServerUrl server, User user) throws RequestRefusedException {
        if (carried instanceof CarriedCredential.Open open) {
            return open.credentials();
        }
        return open(((CarriedCredential.Sealed) carried).text(), server, user);
    }

    /**
     * Opens. To be called last, when the server is about to be dialled, and its result kept no longer than that takes.
     *
     * @param sealed what the browser kept
     * @param server the one that is about to be dialled
     * @param user the one who asks
     * @return what to show to the server
     * @throws RequestRefusedException {@code credential_rejected}, without saying why
     */
    public Credentials open(String sealed, ServerUrl server, User user) throws RequestRefusedException {
        try {
            if (sealed.length() <= LONGEST && FORM.matcher(sealed).matches()) {
                Optional<Credentials> opened = open(JWEObject.parse(sealed), server, user);
                if (opened.isPresent()) {
                    return opened.get();
                }
            }
        } catch (ParseException | JOSEException | IOException | RuntimeException e) {
            // Text from outside may make any of the readers fail in any way. What they say could quote it.
        }
        throw new RequestRefusedException(ProblemCode.CREDENTIAL_REJECTED);
    }

    private Optional<Credentials> open(JWEObject sealed, ServerUrl server, User user)
            throws JOSEException, IOException {
        JWEHeader header = sealed.getHeader();
        Optional<RingKey> key = Optional.ofNullable(header.getKeyID()).flatMap(keys.ring()::find);
        boolean isOurs = JWEAlgorithm.DIR.equals(header.getAlgorithm())
                && EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
                && header.toJSONObject().keySet().equals(MEMBERS)
                && isCanonical(sealed.getCipherText())
                && isCanonical(sealed.getAuthTag());
        if (!isOurs || key.isEmpty()) {
            return Optional.empty();
        }
        sealed.decrypt(new DirectDecrypter(key.get().secret()));
        byte[] text = sealed.getPayload().toBytes();
        try {
            return SealedText.read(text, server, user);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** The last character of some lengths has bits that no decoder looks at. */
    private static boolean isCanonical(Base64URL part) {
        return Base64URL.encode(part.decode()).equals(part);
    }
}
