package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.servlet.sealing.LiveKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads where the keys for sealed credentials are, and that they can be used. */
final class CredentialKeyFile {

    private static final String OWN_FILE = ".opencode-proxy/keys";

    private CredentialKeyFile() {}

    /** The format of the key: a file that is there and can be used. */
    static Path usable(String text) {
        Path file = PathFormats.path(text);
        LiveKeys.in(file);
        return file;
    }

    /** {@return where they are in an application that is one of many in its process} */
    static CredentialKeys inContainer(Reading reading) {
        return named(reading).orElseGet(CredentialKeys.InMemory::new);
    }

    /** {@return where they are in an application of its own, which has a home} */
    static CredentialKeys inHome(Reading reading) {
        return named(reading).or(() -> ofHome(reading)).orElseGet(CredentialKeys.InMemory::new);
    }

    private static Optional<CredentialKeys> named(Reading reading) {
        if (reading.written(Settings.CREDENTIAL_KEY_FILE).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(reading.value(Settings.CREDENTIAL_KEY_FILE)
                .<CredentialKeys>map(CredentialKeys.InFile::new)
                .orElseGet(CredentialKeys.InMemory::new));
    }

    private static Optional<CredentialKeys> ofHome(Reading reading) {
        Optional<Path> file = Optional.ofNullable(
                        reading.sources().environment().get("HOME"))
                .filter(home -> !home.isBlank())
                .map(PathFormats::path)
                .filter(Files::isDirectory)
                .map(home -> home.resolve(OWN_FILE));
        file.filter(Files::exists).ifPresent(existing -> check(reading, existing));
        return file.map(CredentialKeys.MadeInFile::new);
    }

    private static void check(Reading reading, Path file) {
        try {
            LiveKeys.in(file);
        } catch (IllegalArgumentException e) {
            reading.add(ConfigProblem.of(
                    Settings.CREDENTIAL_KEY_FILE.key(),
                    file.toString(),
                    String.valueOf(e.getMessage()),
                    Settings.CREDENTIAL_KEY_FILE.example()));
        }
    }
}
