package io.github.opencodeproxy.servlet.sealing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key ring as it is at the moment. One from a file follows the file, so that keys are exchanged without a restart; while
 * the file is bad, the last good ring stays. Safe for use by many threads; only {@link #refresh} reads.
 */
public final class LiveKeys {

    private static final Logger LOG = LoggerFactory.getLogger(LiveKeys.class);

    private final @Nullable Path file;

    private volatile KeyRing ring;
    private volatile List<?> version;

    /** What the log has said of the file last; only {@link #refresh} uses it. */
    private String complaint = "";

    private LiveKeys(@Nullable Path file, List<?> version, KeyRing ring) {
        this.file = file;
        this.version = version;
        this.ring = ring;
    }

    /** {@return a ring with a key that nobody else has and that ends with this object} */
    public static LiveKeys inMemory() {
        return new LiveKeys(null, List.of(), KeyRing.generate());
    }

    /**
     * Reads a file.
     *
     * @param file a key ring, for our eyes only
     * @return its ring
     * @throws InvalidKeyFileException when it cannot be used
     */
    public static LiveKeys in(Path file) {
        // Before the reading: what changes meanwhile is read again.
        List<?> version = versionOf(file);
        return new LiveKeys(file, version, KeyFile.read(file));
    }

    /**
     * Reads a file, and makes it where it is missing.
     *
     * @param file where the key ring is, or is to be
     * @return its ring; where it cannot be written one in memory, which the log says
     * @throws InvalidKeyFileException when there is one that cannot be used
     */
    public static LiveKeys madeIn(Path file) {
        try {
            KeyFile.make(file);
        } catch (IOException e) {
            LOG.warn(
                    "The key file {} cannot be made ({}): users will have to enter the passwords of their servers again"
                            + " after a restart. opencode.proxy.credential.key-file names another place",
                    file,
                    e.getClass().getSimpleName());
            return inMemory();
        }
        return in(file);
    }

    /** Reads the file again if it is another one by now. Blocks on the disk. */
    public synchronized void refresh() {
        Path source = file;
        if (source == null) {
            return;
        }
        List<?> now = versionOf(source);
        if (now.equals(version)) {
            return;
        }
        try {
            ring = KeyFile.read(source);
            // Not before: what is mended by a chmod is the same file.
            version = now;
            complaint = "";
            LOG.info("The key file has changed: {}", ring);
        } catch (InvalidKeyFileException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void complain(String problem) {
        if (!problem.equals(complaint)) {
            complaint = problem;
            LOG.error("The key file has changed and {}. The last good keys stay", problem);
        }
    }

    boolean isFromFile() {
        return file != null;
    }

    KeyRing ring() {
        return ring;
    }

    /** Kubernetes exchanges a mounted file for another one, which has another key but may have the same length. */
    private static List<?> versionOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(
                    attributes.lastModifiedTime(), attributes.size(), Objects.toString(attributes.fileKey(), ""));
        } catch (IOException e) {
            return List.of();
        }
    }
}
