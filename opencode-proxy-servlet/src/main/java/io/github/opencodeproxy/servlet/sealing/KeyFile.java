package io.github.opencodeproxy.servlet.sealing;

import io.github.opencodeproxy.servlet.files.SmallFile;
import io.github.opencodeproxy.servlet.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** A key ring in a file that several processes may share. */
final class KeyFile {

    private static final int MOST_BYTES = 64 * 1024;

    private static final Path SELF = Path.of("/proc/self");

    private static final Set<PosixFilePermission> OF_OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final FileAttribute<?> PRIVATE_FILE = PosixFilePermissions.asFileAttribute(OF_OWNER);
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private KeyFile() {}

    /**
     * Reads a ring.
     *
     * @throws InvalidKeyFileException when the file is not there, can be read by others, or holds no key ring
     */
    static KeyRing read(Path file) {
        try {
            byte[] bytes = SmallFile.read(file, MOST_BYTES);
            if (!isPrivate(file)) {
                throw new InvalidKeyFileException("must be read by nobody else: mode 0600 or 0400,"
                        + " for a mounted secret of another owner also 0440 (chmod 600, or defaultMode: 0400)");
            }
            return KeyRing.parse(bytes);
        } catch (UnusableFileException e) {
            throw new InvalidKeyFileException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new InvalidKeyFileException("must be a file that exists and can be read");
        }
    }

    /**
     * Our own file must be for us alone. What Kubernetes mounts belongs to root, and a pod that is not root reads it by its
     * group (fsGroup), so there the group may read.
     */
    private static boolean isPrivate(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return true;
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(
                Files.readAttributes(file, PosixFileAttributes.class).permissions());
        permissions.removeAll(OF_OWNER);
        if (!isOurs(file)) {
            permissions.remove(PosixFilePermission.GROUP_READ);
        }
        return permissions.isEmpty();
    }

    private static boolean isOurs(Path file) throws IOException {
        // Where a process does not tell whose it is, the stricter rule holds.
        return !Files.isDirectory(SELF)
                || Objects.equals(Files.getAttribute(file, "unix:uid"), Files.getAttribute(SELF, "unix:uid"));
    }

    /**
     * Makes a file with a new ring, unless there is one. Of several processes that do so at once one wins, and all read what
     * it has made.
     *
     * @throws IOException when it cannot be written
     */
    static void make(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        boolean hasModes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder, hasModes ? new FileAttribute<?>[] {PRIVATE_FOLDER} : new FileAttribute<?>[0]);
        Path draft = Files.createTempFile(
                folder, ".keys", null, hasModes ? new FileAttribute<?>[] {PRIVATE_FILE} : new FileAttribute<?>[0]);
        try {
            Files.write(draft, KeyRing.generate().toBytes());
            publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The file is there whole or not at all, and is never replaced: somebody may have sealed with it already. */
    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first.
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            moveUnlessThere(draft, file);
        }
    }

    private static void moveUnlessThere(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first.
        }
    }
}
