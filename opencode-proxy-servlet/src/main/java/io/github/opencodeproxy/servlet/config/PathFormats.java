package io.github.opencodeproxy.servlet.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
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

    /** A file of X.509 certificates. Unusable trust stops the start; it never falls back to less. */
    static Path certificates(String text) {
        Path file = path(text);
        try (InputStream bytes = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(bytes)
                    .isEmpty()) {
                return file;
            }
        } catch (IOException | CertificateException e) {
            throw certificatesRefused(e);
        }
        throw certificatesRefused(null);
    }

    private static IllegalArgumentException certificatesRefused(@Nullable Throwable cause) {
        return new IllegalArgumentException("must be a readable file of PEM certificates", cause);
    }
}
