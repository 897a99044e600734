package io.github.opencodeproxy.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The files that Kubernetes puts into a pod. Nothing of the token is kept. */
final class ServiceAccount {

    private final Path folder;

    ServiceAccount(Path folder) {
        this.folder = folder;
    }

    /** Reads the token as it is now: Kubernetes replaces it before it expires. No exception shows it. */
    Optional<String> token() throws IOException {
        Path file = folder.resolve("token");
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        // The JDK repeats what it does not take for a header field in its exception.
        if (token.chars().anyMatch(character -> character <= ' ' || character > '~')) {
            throw new IOException("The token in " + file + " is not one line of visible ASCII");
        }
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /** {@return who is believed to be the API server; those that Java believes where the cluster does not say} */
    SSLContext trust() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("ca.crt");
        if (!Files.exists(file)) {
            return SSLContext.getDefault();
        }
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.setCertificateEntry("authority" + count++, authority);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
