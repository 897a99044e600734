package io.github.opencodeproxy.servlet.assets;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which stored variant a client gets: proactive negotiation by {@code Accept-Encoding} (RFC 9110 12.5.3).
 *
 * <pre>{@code
 * gzip, deflate, br        -> br        equal weights: the smallest
 * gzip;q=1.0, br;q=0.2     -> gzip      the client's order first
 * identity, br;q=0.5       -> identity
 * br;q=0, *                -> gzip      the star stands for what is not named
 * (none), (empty), zstd    -> identity
 * *;q=0                    -> identity  406 would help nobody; 12.4.1 lets us disregard the field
 * }</pre>
 */
final class ContentEncodingChoice {

    private static final int ABSENT = -1;
    private static final int FULL = 1000;

    /** A member of the list: a coding or {@code *}, and a weight of at most three decimals (RFC 9110 12.4.2). */
    private static final Pattern MEMBER = Pattern.compile(
            "[ \\t]*([!#$%&'*+.^_`|~0-9a-z-]++)[ \\t]*+(?:;[ \\t]*+q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)[ \\t]*+)?");

    private ContentEncodingChoice() {}

    /**
     * Chooses a variant. A member that does not parse is taken as not sent.
     *
     * @param acceptEncoding the values of all {@code Accept-Encoding} fields, empty when there are none
     * @param stored what there is; has identity
     */
    static ContentCoding choose(List<String> acceptEncoding, Set<ContentCoding> stored) {
        String fields = String.join(",", acceptEncoding).toLowerCase(Locale.ROOT);
        ContentCoding best = ContentCoding.IDENTITY;
        int bestWeight = 0;
        for (ContentCoding coding : ContentCoding.values()) {
            int weight = stored.contains(coding) ? weight(coding, fields) : 0;
            if (weight > bestWeight) {
                best = coding;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static int weight(ContentCoding coding, String fields) {
        int named = ABSENT;
        int star = ABSENT;
        for (String member : fields.split(",", -1)) {
            Matcher matcher = MEMBER.matcher(member);
            if (!matcher.matches()) {
                continue;
            }
            if (isName(matcher.group(1), coding)) {
                named = Math.max(named, thousandths(matcher.group(2)));
            } else if (matcher.group(1).equals("*")) {
                star = Math.max(star, thousandths(matcher.group(2)));
            }
        }
        if (named != ABSENT) {
            return named;
        }
        if (star != ABSENT) {
            return star;
        }
        // Identity may be sent when nobody speaks of it, but whatever was asked for by name comes before it.
        return coding == ContentCoding.IDENTITY ? 1 : 0;
    }

    /** RFC 9110 8.4.1.3: {@code x-gzip} is another name of gzip. */
    private static boolean isName(String token, ContentCoding coding) {
        return token.equals(coding.token()) || (coding == ContentCoding.GZIP && token.equals("x-gzip"));
    }

    private static int thousandths(@Nullable String weight) {
        return weight == null ? FULL : (int) Math.round(Double.parseDouble(weight) * FULL);
    }
}
