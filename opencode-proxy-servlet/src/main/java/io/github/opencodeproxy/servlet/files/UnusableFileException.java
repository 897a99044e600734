package io.github.opencodeproxy.servlet.files;

import java.io.IOException;
import java.nio.file.Path;

/** A file cannot be used. The message says what it must be, as a sentence without its subject, and shows nothing of it. */
public final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;

    /**
     * Refuses a file.
     *
     * @param file the file
     * @param rule what it must be; quotes nothing that is in it
     */
    public UnusableFileException(Path file, String rule) {
        super(rule);
        this.file = file.toString();
    }

    /** {@return which file it is} */
    public String file() {
        return file;
    }
}
