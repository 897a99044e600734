package io.github.opencodeproxy.servlet.config;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats of values that more than one key has. */
final class Formats {

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18})[ ]?([A-Za-z]*)");
    private static final Map<String, Long> MILLISECONDS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private Formats() {}

    /** {@code 500ms}, {@code 10s}, {@code 3m}, {@code 1h} or ISO-8601; above zero, at most a year. */
    static Duration duration(String text) {
        Matcher parts = AMOUNT.matcher(text);
        Duration duration = parts.matches() ? Duration.ofMillis(amount(parts, MILLISECONDS)) : isoDuration(text);
        if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw durationRefused();
        }
        return duration;
    }

    private static Duration isoDuration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw durationRefused();
        }
    }

    private static IllegalArgumentException durationRefused() {
        return new IllegalArgumentException(
                "must be a duration above zero and up to a year, such as 500ms, 10s, 3m, 1h or PT10S");
    }

    /** A number of bytes, plain or with {@code KiB}, {@code MiB}, {@code GiB}; above zero. */
    static Long bytes(String text) {
        Matcher parts = AMOUNT.matcher(text);
        long bytes = parts.matches() ? amount(parts, BYTES) : 0;
        if (bytes == 0) {
            throw new IllegalArgumentException("must be a size above zero in bytes, KiB, MiB or GiB");
        }
        return bytes;
    }

    /** Zero when the unit is unknown or the product does not fit: both are outside every range. */
    private static long amount(Matcher parts, Map<String, Long> units) {
        long unit = units.getOrDefault(parts.group(2), 0L);
        BigInteger product = new BigInteger(parts.group(1)).multiply(BigInteger.valueOf(unit));
        return product.bitLength() < Long.SIZE ? product.longValue() : 0;
    }

    /** A whole number between the two, in ASCII digits only: {@code Integer.parseInt} takes {@code +} and Arabic digits. */
    static Format<Integer> number(int lowest, int highest) {
        return text -> {
            int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
            if (number < lowest || number > highest) {
                throw new IllegalArgumentException("must be a whole number from " + lowest + " to " + highest);
            }
            return number;
        };
    }

    /** One of the given words. */
    static Format<String> oneOf(String first, String second) {
        return text -> {
            if (!text.equals(first) && !text.equals(second)) {
                throw new IllegalArgumentException("must be " + first + " or " + second);
            }
            return text;
        };
    }

    /** The name of a header field. */
    static String headerName(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException("must be the name of a header field");
        }
        return text;
    }
}
