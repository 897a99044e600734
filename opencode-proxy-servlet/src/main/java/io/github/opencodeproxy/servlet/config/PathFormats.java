package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.servlet.files.SmallFile;
import io.github.opencodeproxy.servlet.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats of values that name a file. */
final class PathFormats {

    private PathFormats() {}

    /** A path, whether or not something is there. */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be the path of a file", e);
        }
    }

    /**
     * A file of X.509 certificates, read at once: what was checked is what is used. Unusable trust stops the start; it never
     * falls back to less.
     */
    static List<X509Certificate> certificates(String text) {
        List<X509Certificate> certificates;
        try {
            InputStream bytes = new ByteArrayInputStream(SmallFile.read(path(text), SmallFile.MOST_BYTES));
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (UnusableFileException | CertificateException e) {
            throw certificatesRefused(e);
        }
        if (certificates.isEmpty()) {
            throw certificatesRefused(null);
        }
        return certificates;
    }

    private static IllegalArgumentException certificatesRefused(@Nullable Throwable cause) {
        return new IllegalArgumentException("must be a readable file of PEM certificates, of at most 1 MiB", cause);
    }
}
