package io.github.opencodeproxy.servlet.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import org.junit.jupiter.api.Test;

/** Whose check may be shared with whom. */
class FingerprintsTest {

    private static final User ADA = new User("ada");
    private static final User EVE = new User("eve");

    private final Fingerprints fingerprints = new Fingerprints();

    @Test
    void aSealedCredentialIsOneUsersAlone() {
        CarriedCredential sealed = new CarriedCredential.Sealed("text");
        assertThat(fingerprints.of(sealed, ADA))
                .isEqualTo(fingerprints.of(new CarriedCredential.Sealed("text"), ADA))
                .isNotEqualTo(fingerprints.of(sealed, EVE))
                .isNotEqualTo(fingerprints.of(new CarriedCredential.Sealed("texts"), ADA));
        assertThat(fingerprints.of(new CarriedCredential.Sealed("a" + "text"), new User("ad")))
                .isNotEqualTo(fingerprints.of(sealed, new User("ada")));
    }

    @Test
    void whoKnowsAPasswordMayShareWhatItFinds() {
        CarriedCredential open = new CarriedCredential.Open(Credentials.basic("u", "p"));
        assertThat(fingerprints.of(open, ADA))
                .isEqualTo(fingerprints.of(open, EVE))
                .isEqualTo(fingerprints.of(Credentials.basic("u", "p")))
                .isNotEqualTo(fingerprints.of(Credentials.basic("u", "q")))
                .isNotEqualTo(fingerprints.of(Credentials.header("x-api-key", "p")));
        assertThat(fingerprints.of(CarriedCredential.none(), ADA)).isEmpty();
    }

    @Test
    void sayNothingOfASecretAndNothingToAnotherProcess() {
        Credentials credentials = Credentials.header("x-api-key", "s3cret");
        assertThat(fingerprints.of(credentials)).matches("[0-9a-f]{64}");
        assertThat(new Fingerprints().of(credentials)).isNotEqualTo(fingerprints.of(credentials));
    }
}
