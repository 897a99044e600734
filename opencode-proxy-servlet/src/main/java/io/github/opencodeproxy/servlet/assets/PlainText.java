package io.github.opencodeproxy.servlet.assets;

/**
 * The shapes that texts of the index may have. Loops and not patterns: this is done for a thousand files before the first
 * request is answered.
 */
final class PlainText {

    private static final String SEGMENT_MARKS = "._~!$&'()*+,=:@-";
    private static final int MAX_NAME = 64;

    private PlainText() {}

    /**
     * {@return whether a text is a relative path that browsers send as it is} No segment is empty or begins with a dot, so
     * there are no dot segments and no dot files.
     */
    static boolean isPath(String text) {
        char before = '/';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isStart = before == '/';
            boolean isAllowed = c == '/' || isLetterOrDigit(c) || SEGMENT_MARKS.indexOf(c) >= 0;
            if (!isAllowed || (isStart && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return before != '/';
    }

    /** {@return whether a text is lower-case hexadecimal of just that length} */
    static boolean isHex(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** {@return whether a text is a version or another short name} */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.chars().allMatch(c -> isLetterOrDigit((char) c) || c == '.' || c == '+' || c == '-');
    }

    /** {@return whether a text is a media type, with or without a charset} */
    static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        int end = text.indexOf(';');
        String type = end < 0 ? text : text.substring(0, end);
        String charset = end < 0 ? " charset=utf-8" : text.substring(end + 1);
        return slash > 0
                && slash < type.length()
                && isName(type.substring(0, slash))
                && isName(type.substring(slash + 1))
                && charset.startsWith(" charset=")
                && isName(charset.substring(" charset=".length()));
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
