package io.github.opencodeproxy.servlet.assets;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that a GET asks for (RFC 9110 14). One range is served, so that Safari plays sounds; several, other units
 * and what does not parse are answered with the whole, which 14.2 allows.
 */
sealed interface ByteRange {

    /** Everything: 200. */
    record Whole() implements ByteRange {}

    /** From {@code first} to {@code last}, both included and below the length: 206. */
    record Part(long first, long last) implements ByteRange {

        long length() {
            return last - first + 1;
        }

        /** {@return the value of {@code Content-Range}} */
        String of(long length) {
            return "bytes " + first + '-' + last + '/' + length;
        }
    }

    /** Nothing of it exists: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** Eighteen digits always fit into a long; who sends more is answered with the whole. */
    Pattern SINGLE = Pattern.compile("bytes=[ \\t]*([0-9]{0,18})-([0-9]{0,18})[ \\t]*", Pattern.CASE_INSENSITIVE);

    /**
     * Reads the range.
     *
     * @param range the values of all {@code Range} fields, empty when there are none
     * @param ifRange the values of all {@code If-Range} fields; only our strong tag keeps the range (13.1.5), a date
     *     cannot, as we send none
     * @param entityTag the tag of the chosen representation
     * @param length of the chosen representation
     */
    static ByteRange parse(List<String> range, List<String> ifRange, String entityTag, long length) {
        boolean isSame = ifRange.isEmpty() || ifRange.equals(List.of(entityTag));
        Matcher matcher = range.size() == 1 && isSame ? SINGLE.matcher(range.get(0)) : SINGLE.matcher("");
        if (!matcher.matches()) {
            return new Whole();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), length);
        }
        return between(Long.parseLong(first), last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last), length);
    }

    private static ByteRange suffix(long count, long length) {
        return count == 0 || length == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - count), length - 1);
    }

    private static ByteRange between(long first, long last, long length) {
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }
}
