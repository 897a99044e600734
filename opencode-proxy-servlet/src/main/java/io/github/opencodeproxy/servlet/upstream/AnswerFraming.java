package io.github.opencodeproxy.servlet.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Follows one connection's answers byte by byte: where each ends, and that none could be read in two ways. Jetty's parser
 * reads the same bytes afterwards and is strict too, but it takes an {@code HTTP/2.0}, a coding before {@code chunked},
 * any number of interim answers, and forgets what follows an answer, which would become the answer to the next request.
 *
 * <p>Interim answers (1xx) are swallowed here, all but 101. For one thread at a time.
 */
final class AnswerFraming {

    private static final int HEAD_BYTES = 64 * 1024;
    private static final int TRAILER_BYTES = 16 * 1024;
    /** A server may show that it is alive; a flood is a fault. */
    private static final int INTERIM_ANSWERS = 100;
    /** Up to here a line may matter: the longest that does is a Transfer-Encoding. */
    private static final int LINE_BYTES = 64;
    /** {@code HTTP/1.1 200} and one more. */
    private static final int STATUS_BYTES = 13;

    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTENT_LENGTH = "content-length:";
    private static final String TRANSFER_ENCODING = "transfer-encoding:";

    private enum Part {
        STATUS,
        HEAD,
        LENGTH,
        CHUNKS,
        TRAILERS,
        UNTIL_CLOSE,
        END,
        UPGRADED
    }

    private final ChunkFraming chunks = new ChunkFraming();
    private final byte[] line = new byte[LINE_BYTES];
    private Part part = Part.END;
    private boolean isHead;
    private boolean isCr;
    private int lineLength;
    private int headBytes;
    private int interims;
    private int status;
    private long length;
    private boolean isChunked;
    private boolean isOld;

    /** A request is sent: an answer is due. */
    void begin(boolean isHeadRequest) {
        isHead = isHeadRequest;
        interims = 0;
        beginHead();
    }

    private void beginHead() {
        part = Part.STATUS;
        isCr = false;
        lineLength = 0;
        headBytes = 0;
        status = 0;
        length = -1;
        isChunked = false;
    }

    private void beginTrailers() {
        part = Part.TRAILERS;
        isCr = false;
        headBytes = 0;
        lineLength = 0;
    }

    /** {@return whether so much of a head as is here does not show what kind it is} */
    boolean isUndecided() {
        return part == Part.STATUS && lineLength < STATUS_BYTES - 1;
    }

    /** Forgets an undecided head, to be followed once more from its first byte. */
    void rewind() {
        beginHead();
    }

    /** {@return whether the last byte belongs to an interim answer} */
    boolean isInterim() {
        return (part == Part.STATUS || part == Part.HEAD) && status < 200 && status != 101;
    }

    /** {@return whether the answer is all here} */
    boolean isEnd() {
        return part == Part.END;
    }

    /** {@return whether the answer ends where the connection does} */
    boolean isUntilClose() {
        return part == Part.UNTIL_CLOSE;
    }

    /** {@return whether the fields after a body have begun and not ended} */
    boolean isInTrailers() {
        return part == Part.TRAILERS;
    }

    /** {@return whether the connection speaks another protocol} */
    boolean isUpgraded() {
        return part == Part.UPGRADED;
    }

    /**
     * Looks at new bytes. Interim answers are taken out by moving the position; what follows the end stays beyond the
     * returned index.
     *
     * @param buffer what was read, from position to limit
     * @return the index after the last byte that belongs to the answer
     */
    int follow(ByteBuffer buffer) throws HostileAnswerException {
        int at = buffer.position();
        int limit = buffer.limit();
        while (at < limit && part != Part.END) {
            switch (part) {
                case STATUS, HEAD, TRAILERS -> {
                    if (text(buffer.get(at++))) {
                        endOfFields(buffer, at);
                    }
                }
                case LENGTH -> at += skip(limit - at);
                case CHUNKS -> {
                    at = chunks.follow(buffer, at, limit);
                    if (chunks.isLast()) {
                        beginTrailers();
                    }
                }
                default -> at = limit;
            }
        }
        return at;
    }

    /** {@return whether this byte ends the fields} */
    private boolean text(byte b) throws HostileAnswerException {
        if (++headBytes > (part == Part.TRAILERS ? TRAILER_BYTES : HEAD_BYTES)) {
            throw new HostileAnswerException("Too many header bytes");
        }
        if (isCr) {
            return lineFeed(b);
        }
        if (b == '\r') {
            isCr = true;
        } else if (isText(b)) {
            if (lineLength < LINE_BYTES) {
                line[lineLength] = b;
            }
            lineLength++;
            if (part == Part.STATUS) {
                statusByte(b);
            }
        } else {
            throw new HostileAnswerException("A control character in the head");
        }
        return false;
    }

    static boolean isText(byte b) {
        return (b >= ' ' && b != 0x7f) || b < 0 || b == '\t';
    }

    private boolean lineFeed(byte b) throws HostileAnswerException {
        if (b != '\n') {
            throw new HostileAnswerException("A line that ends in CR");
        }
        isCr = false;
        int ended = lineLength;
        lineLength = 0;
        if (part == Part.STATUS) {
            if (ended < STATUS_BYTES - 1) {
                throw new HostileAnswerException("No status");
            }
            part = Part.HEAD;
        } else if (ended == 0) {
            return true;
        } else {
            field(ended);
        }
        return false;
    }

    /** {@code HTTP/1.} 0 or 1, a space, three digits of 100 to 599, then a space or the end (RFC 9112, 4). */
    private void statusByte(byte b) throws HostileAnswerException {
        int index = lineLength - 1;
        if (index >= STATUS_BYTES) {
            return;
        }
        boolean isRight = switch (index) {
            case 0, 1, 2, 3, 4, 5, 6 -> b == VERSION[index];
            case 7 -> b == '0' || b == '1';
            case 8, 12 -> b == ' ';
            case 9 -> b >= '1' && b <= '5';
            default -> b >= '0' && b <= '9';
        };
        if (!isRight) {
            throw new HostileAnswerException("No HTTP/1 status line");
        }
        if (index == 7) {
            isOld = b == '0';
        } else if (index >= 9 && index < 12) {
            status = status * 10 + (b - '0');
        }
    }

    private void field(int ended) throws HostileAnswerException {
        byte first = line[0];
        if (first == ' ' || first == '\t') {
            throw new HostileAnswerException("A folded line");
        }
        if (part == Part.TRAILERS || ((first | 0x20) != 'c' && (first | 0x20) != 't')) {
            return;
        }
        String text =
                new String(line, 0, Math.min(ended, LINE_BYTES), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (text.startsWith(CONTENT_LENGTH)) {
            contentLength(text.substring(CONTENT_LENGTH.length()).strip());
        } else if (text.startsWith(TRANSFER_ENCODING)) {
            if (ended > LINE_BYTES
                    || isChunked
                    || isOld
                    || !text.substring(TRANSFER_ENCODING.length()).strip().equals("chunked")) {
                throw new HostileAnswerException("A transfer coding that is not chunked");
            }
            isChunked = true;
        }
    }

    private void contentLength(String value) throws HostileAnswerException {
        if (length >= 0 || value.isEmpty() || value.length() > 18) {
            throw new HostileAnswerException("No single length");
        }
        length = 0;
        for (int i = 0; i < value.length(); i++) {
            char digit = value.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new HostileAnswerException("No single length");
            }
            length = length * 10 + (digit - '0');
        }
    }

    private void endOfFields(ByteBuffer buffer, int at) throws HostileAnswerException {
        if (part == Part.TRAILERS) {
            part = Part.END;
        } else if (isChunked && length >= 0) {
            throw new HostileAnswerException("A length and a transfer coding");
        } else if (status == 101) {
            part = Part.UPGRADED;
        } else if (status < 200) {
            if (++interims > INTERIM_ANSWERS) {
                throw new HostileAnswerException("Too many interim answers");
            }
            buffer.position(at);
            beginHead();
        } else if (isHead || status == 204 || status == 304) {
            part = Part.END;
        } else if (isChunked) {
            part = Part.CHUNKS;
            chunks.begin();
        } else if (length < 0) {
            part = Part.UNTIL_CLOSE;
        } else {
            part = length == 0 ? Part.END : Part.LENGTH;
        }
    }

    /** {@return how many of the bytes at hand are body} */
    private int skip(int available) {
        int skipped = (int) Math.min(available, length);
        length -= skipped;
        if (length == 0) {
            part = Part.END;
        }
        return skipped;
    }
}
