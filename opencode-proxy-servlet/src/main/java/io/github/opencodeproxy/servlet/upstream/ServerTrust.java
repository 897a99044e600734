package io.github.opencodeproxy.servlet.upstream;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which servers are believed to be who they say. There is no switch that believes all of them. */
public final class ServerTrust {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTrust.class);

    private static final String NAMES_ARE_CHECKED = "HTTPS";

    private ServerTrust() {}

    /**
     * Sets a client that is not started: TLS 1.2 or later, host names checked, and believed is whom the Java runtime believes
     * and whom the further authorities have signed. A client that brings TLS settings of its own keeps them, but for the
     * authorities, and is warned of when they check nothing.
     *
     * @param client the client
     * @param further certificates of further authorities; may be empty
     * @throws IllegalStateException when the runtime's own authorities cannot be read
     */
    public static void apply(HttpClient client, List<X509Certificate> further) {
        SslContextFactory.Client given = client.getSslContextFactory();
        SslContextFactory.Client settings = Objects.requireNonNullElseGet(given, ServerTrust::strict);
        if (given != null
                && (given.isTrustAll() || !NAMES_ARE_CHECKED.equals(given.getEndpointIdentificationAlgorithm()))) {
            LOG.warn(
                    "TLS CERTIFICATES OF SERVERS ARE NOT FULLY CHECKED: the HTTP client that was given trusts anybody, or"
                            + " checks no host names. Whoever is on the way to a server can read its password");
        }
        if (!further.isEmpty()) {
            settings.setTrustStore(store(authorities(further)));
        }
        client.setSslContextFactory(settings);
    }

    private static SslContextFactory.Client strict() {
        SslContextFactory.Client settings = new SslContextFactory.Client();
        settings.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        settings.setEndpointIdentificationAlgorithm(NAMES_ARE_CHECKED);
        return settings;
    }

    /** {@return the runtime's authorities and the further ones} */
    static List<X509Certificate> authorities(Collection<X509Certificate> further) {
        try {
            TrustManagerFactory runtime = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Without a store it takes the runtime's own (JSSE reference guide, "TrustManagerFactory").
            runtime.init((KeyStore) null);
            Stream<X509Certificate> own = Stream.of(runtime.getTrustManagers()).flatMap(ServerTrust::issuers);
            return Stream.concat(own, further.stream()).distinct().toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The authorities of the Java runtime cannot be read", e);
        }
    }

    private static Stream<X509Certificate> issuers(TrustManager manager) {
        return manager instanceof X509TrustManager x509 ? Stream.of(x509.getAcceptedIssuers()) : Stream.empty();
    }

    private static KeyStore store(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The authorities cannot be stored", e);
        }
    }
}
