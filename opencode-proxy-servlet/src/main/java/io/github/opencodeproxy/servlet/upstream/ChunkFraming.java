package io.github.opencodeproxy.servlet.upstream;

import java.nio.ByteBuffer;

/** Follows the chunks of one body up to the last (RFC 9112, 7.1); what comes after it are fields. For one thread at a time. */
final class ChunkFraming {

    private static final int EXTENSION_BYTES = 16 * 1024;
    private static final int MOST_DIGITS = 15;

    private enum Part {
        SIZE,
        /** Between the size and its extension (RFC 9112, 7.1.1). */
        BLANK,
        EXTENSION,
        DATA,
        DATA_END,
        LAST
    }

    private Part part = Part.LAST;
    private boolean isCr;
    private int digits;
    private long length;
    private int extensionBytes;

    /** A body begins. */
    void begin() {
        extensionBytes = 0;
        beginChunk();
    }

    private void beginChunk() {
        part = Part.SIZE;
        length = 0;
        digits = 0;
        isCr = false;
    }

    /** {@return whether the last chunk is here} */
    boolean isLast() {
        return part == Part.LAST;
    }

    /** {@return the index after the last byte looked at, which is {@code limit} unless the last chunk ended before} */
    int follow(ByteBuffer buffer, int from, int limit) throws HostileAnswerException {
        int at = from;
        while (at < limit && part != Part.LAST) {
            switch (part) {
                case SIZE -> size(buffer.get(at++));
                case BLANK -> blank(buffer.get(at++));
                case EXTENSION -> extension(buffer.get(at++));
                case DATA -> at += skip(limit - at);
                default -> dataEnd(buffer.get(at++));
            }
        }
        return at;
    }

    private void size(byte b) throws HostileAnswerException {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            if (++digits > MOST_DIGITS) {
                throw new HostileAnswerException("A chunk without end");
            }
            length = length * 16 + digit;
        } else if (digits == 0 || (b != '\r' && b != ';' && b != ' ' && b != '\t')) {
            throw new HostileAnswerException("No chunk length");
        } else {
            part = b == ';' || b == '\r' ? Part.EXTENSION : Part.BLANK;
            extension(b);
        }
    }

    private void blank(byte b) throws HostileAnswerException {
        if (b == ';') {
            part = Part.EXTENSION;
        } else if (b != ' ' && b != '\t') {
            throw new HostileAnswerException("Blanks after a chunk length");
        }
        extension(b);
    }

    private void extension(byte b) throws HostileAnswerException {
        if (isCr) {
            if (b != '\n') {
                throw new HostileAnswerException("A line that ends in CR");
            }
            beginData();
        } else if (b == '\r') {
            isCr = true;
        } else if (!AnswerFraming.isText(b) || ++extensionBytes > EXTENSION_BYTES) {
            throw new HostileAnswerException("Bad or too many chunk extensions");
        }
    }

    private void beginData() {
        isCr = false;
        // What a body says earns it as many bytes: a long stream may sign or date each of its chunks.
        extensionBytes = (int) Math.max(0, extensionBytes - length);
        part = length > 0 ? Part.DATA : Part.LAST;
    }

    /** {@return how many of the bytes at hand are body} */
    private int skip(int available) {
        int skipped = (int) Math.min(available, length);
        length -= skipped;
        if (length == 0) {
            part = Part.DATA_END;
        }
        return skipped;
    }

    private void dataEnd(byte b) throws HostileAnswerException {
        if (b != (isCr ? '\n' : '\r')) {
            throw new HostileAnswerException("A chunk longer than it says");
        }
        isCr = !isCr;
        if (!isCr) {
            beginChunk();
        }
    }
}
