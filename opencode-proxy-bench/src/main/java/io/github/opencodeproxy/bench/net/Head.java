package io.github.opencodeproxy.bench.net;

/**
 * The head of a message of HTTP/1.1.
 *
 * @param text the lines, without the empty one
 */
public record Head(String text) {

    /** {@return the status of an answer} */
    public int status() {
        return Integer.parseInt(text.substring(9, 12));
    }

    /** {@return what a request asks for, with its query} */
    public String target() {
        int method = text.indexOf(' ');
        return text.substring(method + 1, text.indexOf(' ', method + 1));
    }

    /** {@return the value of a field, empty without one} */
    public String header(String name) {
        int length = name.length();
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            int colon = at + 1 + length;
            if (colon < text.length()
                    && text.charAt(colon) == ':'
                    && text.regionMatches(true, at + 1, name, 0, length)) {
                int end = text.indexOf('\r', colon);
                return text.substring(colon + 1, end < 0 ? text.length() : end).strip();
            }
        }
        return "";
    }
}
