package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys for sealed credentials are. */
class CredentialKeysTest {

    private static final String RING =
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}";

    private final Path folder;

    CredentialKeysTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path ring(Path file, String text, String mode) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void areInTheFileThatIsNamed() throws Exception {
        Path file = ring(folder.resolve("ring"), RING, "rw-------");

        assertThat(ConfigFixture.empty()
                        .key("credential.key-file", file.toString())
                        .read()
                        .credentialKeys())
                .isEqualTo(new CredentialKeys.InFile(file));
        assertThat(ConfigFixture.empty()
                        .key("credential.key-file", file.toString())
                        .readInContainer()
                        .credentialKeys())
                .isEqualTo(new CredentialKeys.InFile(file));
    }

    @Test
    void areInTheHomeOfAnApplicationOfItsOwnAndElseInMemory() {
        ConfigFixture home = ConfigFixture.empty().variable("HOME", folder.toString());

        assertThat(home.read().credentialKeys())
                .isEqualTo(new CredentialKeys.MadeInFile(folder.resolve(".opencode-proxy/keys")));
        assertThat(folder).isEmptyDirectory();
        assertThat(home.readInContainer().credentialKeys()).isEqualTo(new CredentialKeys.InMemory());
        assertThat(home.key("credential.key-file", "none").read().credentialKeys())
                .isEqualTo(new CredentialKeys.InMemory());
        assertThat(ConfigFixture.empty().read().credentialKeys()).isEqualTo(new CredentialKeys.InMemory());
    }

    @Test
    void stopTheStartWhenTheNamedFileCannotBeUsed() throws Exception {
        Path open = ring(folder.resolve("open"), RING, "rw-r--r--");
        Path broken = ring(folder.resolve("broken"), "{\"keys\":[{\"k\":\"geheim\"}]}", "rw-------");
        for (Path file : new Path[] {folder.resolve("missing"), open, broken, folder}) {
            assertThat(ConfigFixture.empty()
                            .key("credential.key-file", file.toString())
                            .refusal()
                            .problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.key()).isEqualTo("opencode.proxy.credential.key-file");
                        assertThat(problem.rule()).startsWith("must be ");
                        assertThat(problem.toString()).contains(file.toString()).doesNotContain("geheim");
                    });
        }
    }

    @Test
    void stopTheStartWhenOurOwnFileCannotBeUsed() throws Exception {
        ring(folder.resolve(".opencode-proxy/keys"), RING, "rw-rw-rw-");

        assertThat(ConfigFixture.empty()
                        .variable("HOME", folder.toString())
                        .refusal()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.rule()).contains("chmod 600"));
    }
}
