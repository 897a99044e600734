package io.github.opencodeproxy.servlet.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file whole that somebody can exchange at any time. Links are followed. A pipe would keep its reader in open(2) until
 * somebody writes, and a device may have no end: neither is opened.
 */
public final class SmallFile {

    /** As much as a ConfigMap or a Secret holds. */
    public static final int MOST_BYTES = 1024 * 1024;

    private static final int KIBIBYTE = 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SmallFile() {}

    /**
     * Reads bytes.
     *
     * @param file the file, or a link to one
     * @param mostBytes how long it may be, in whole KiB
     * @return all of it
     * @throws UnusableFileException when it is not there, no file, too long, or cannot be read
     */
    public static byte[] read(Path file, int mostBytes) throws UnusableFileException {
        if (!Files.isRegularFile(file)) {
            throw unreadable(file);
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // What it is said to hold counts for nothing: it may grow meanwhile.
            bytes = in.readNBytes(mostBytes + 1);
        } catch (IOException e) {
            throw unreadable(file);
        }
        if (bytes.length > mostBytes) {
            throw new UnusableFileException(file, "must not be longer than " + text(mostBytes));
        }
        return bytes;
    }

    /**
     * Reads text.
     *
     * @param file the file, or a link to one
     * @return all of it but a byte order mark, which some editors put in front; at most {@link #MOST_BYTES}
     * @throws UnusableFileException when it is not there, no file, too long, no UTF-8, or cannot be read
     */
    public static String readText(Path file) throws UnusableFileException {
        byte[] bytes = read(file, MOST_BYTES);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new UnusableFileException(file, "must be UTF-8");
        }
    }

    private static String text(int bytes) {
        int kibibytes = bytes / KIBIBYTE;
        return kibibytes % KIBIBYTE == 0 ? kibibytes / KIBIBYTE + " MiB" : kibibytes + " KiB";
    }

    private static UnusableFileException unreadable(Path file) {
        return new UnusableFileException(file, "must be a readable file that exists, no pipe and no device");
    }
}
