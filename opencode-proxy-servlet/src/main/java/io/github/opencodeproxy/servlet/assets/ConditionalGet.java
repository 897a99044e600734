package io.github.opencodeproxy.servlet.assets;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The preconditions of a GET or HEAD, in the order of RFC 9110 13.2.2.
 *
 * <p>Our answers have an entity tag and no {@code Last-Modified} (a reproducible jar has no meaningful times), so
 * {@code If-Modified-Since} and {@code If-Unmodified-Since} are ignored, with {@code If-None-Match} beside them or
 * without, as 13.1.3 and 13.1.4 ask for a resource that has no modification date.
 */
final class ConditionalGet {

    /** What the preconditions ask for. */
    enum Outcome {
        /** Answer as if there were none. */
        PROCEED,
        /** 304: the client has these bytes. */
        NOT_MODIFIED,
        /** 412: the client insists on other bytes. */
        FAILED
    }

    /** RFC 9110 8.8.3; commas are allowed inside of the quotes, so a list cannot simply be split. */
    private static final Pattern MEMBER =
            Pattern.compile("[ \\t,]*+(?:(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*+\"))[ \\t]*+(?=,|$)");

    private ConditionalGet() {}

    /**
     * Evaluates the preconditions against one representation.
     *
     * @param ifMatch the values of all {@code If-Match} fields, empty when there are none
     * @param ifNoneMatch the values of all {@code If-None-Match} fields, empty when there are none
     * @param entityTag the strong tag of the chosen representation, with its quotes
     */
    static Outcome evaluate(List<String> ifMatch, List<String> ifNoneMatch, String entityTag) {
        if (!ifMatch.isEmpty() && !isListed(ifMatch, isStrongly(entityTag))) {
            return Outcome.FAILED;
        }
        if (!ifNoneMatch.isEmpty() && isListed(ifNoneMatch, isWeakly(entityTag))) {
            return Outcome.NOT_MODIFIED;
        }
        return Outcome.PROCEED;
    }

    /** Strong comparison (8.8.3.2): a weak tag never matches. */
    private static Predicate<Matcher> isStrongly(String entityTag) {
        return member -> member.group(1) == null && entityTag.equals(member.group(2));
    }

    /** Weak comparison: a gateway that compresses on the way may have made our tag weak. */
    private static Predicate<Matcher> isWeakly(String entityTag) {
        return member -> entityTag.equals(member.group(2));
    }

    /** A star matches because the representation exists. From the first malformed member on, nothing matches. */
    private static boolean isListed(List<String> fields, Predicate<Matcher> matches) {
        String list = String.join(",", fields).strip();
        if (list.equals("*")) {
            return true;
        }
        Matcher member = MEMBER.matcher(list);
        for (int at = 0; member.region(at, list.length()).lookingAt(); at = member.end()) {
            if (matches.test(member)) {
                return true;
            }
        }
        return false;
    }
}
