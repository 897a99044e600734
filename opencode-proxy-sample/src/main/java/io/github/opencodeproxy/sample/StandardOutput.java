package io.github.opencodeproxy.sample;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Standard output, line by line. Unlike {@code System.out} it says when a line could not be written. */
final class StandardOutput {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    /**
     * Writes a line.
     *
     * @param line in ASCII, without its end
     * @throws UncheckedIOException when the disk is full or nobody reads any more
     */
    void writeLine(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
