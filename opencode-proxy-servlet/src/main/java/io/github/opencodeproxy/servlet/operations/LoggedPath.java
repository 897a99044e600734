package io.github.opencodeproxy.servlet.operations;

/**
 * As much of a path as a log may show. Queries never get here. Of what is left, two parts are known to carry secrets:
 * parameters of a segment (containers write session ids there, Servlet 6.0, 7.1.3), and whatever a client has put behind a
 * question mark that it escaped.
 *
 * <pre>{@code
 * /api/proxy/session/ses_1          as it is
 * /a;jsessionid=1234/b              /a;/b
 * /a%3Ftoken=1234                   /a
 * longer than 512 characters        its first 512
 * }</pre>
 */
final class LoggedPath {

    private static final int LONGEST = 512;

    private LoggedPath() {}

    static String of(String path) {
        int end = path.indexOf("%3");
        while (end >= 0 && !isEscapedQuestionMark(path, end)) {
            end = path.indexOf("%3", end + 1);
        }
        String shown = path.substring(0, Math.min(end < 0 ? path.length() : end, LONGEST));
        return shown.indexOf(';') < 0 ? shown : withoutParameters(shown);
    }

    private static boolean isEscapedQuestionMark(String path, int at) {
        return path.regionMatches(true, at, "%3f", 0, 3);
    }

    private static String withoutParameters(String path) {
        StringBuilder shown = new StringBuilder(path.length());
        boolean isParameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isParameter || c == '/') {
                shown.append(c);
                isParameter = c == ';';
            }
        }
        return shown.toString();
    }
}
