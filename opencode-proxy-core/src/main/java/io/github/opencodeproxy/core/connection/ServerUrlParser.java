package io.github.opencodeproxy.core.connection;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException.Problem;
import io.github.opencodeproxy.core.message.InvalidRequestPathException;
import io.github.opencodeproxy.core.message.RequestPath;
import java.net.InetAddress;

/** The rules of {@link ServerUrl}, in the order in which they are checked. */
final class ServerUrlParser {
    private static final int MAX_LENGTH = 2048;
    private static final String PATH_PUNCTUATION = "/-._~!$&'()*+,;=:@%";

    private ServerUrlParser() {}

    static ServerUrl parse(String input) {
        String text = trim(input);
        require(!text.isEmpty(), Problem.EMPTY);
        require(text.length() <= MAX_LENGTH, Problem.TOO_LONG);
        refuseIllegalChars(text);
        int authorityStart = afterScheme(text);
        boolean tls = authorityStart == "https://".length();
        int authorityEnd = endOfAuthority(text, authorityStart);
        String authority = text.substring(authorityStart, authorityEnd);
        require(!authority.isEmpty(), Problem.HOST);
        require(authority.indexOf('@') < 0, Problem.USERINFO);
        String rest = text.substring(authorityEnd);
        require(rest.indexOf('?') < 0 || isAfterFragment(rest), Problem.QUERY);
        require(rest.indexOf('#') < 0, Problem.FRAGMENT);
        return withHost(tls, authority, basePath(rest));
    }

    /** Removes what JavaScript's {@code trim} removes, because the browser's side does. */
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isJavaScriptSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isJavaScriptSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** ECMAScript's WhiteSpace and LineTerminator. */
    private static boolean isJavaScriptSpace(char c) {
        if (c <= ' ') {
            return c == ' ' || (c >= '\t' && c <= '\r');
        }
        return c >= 0xa0
                && (c == 0xfeff || c == 0x2028 || c == 0x2029 || Character.getType(c) == Character.SPACE_SEPARATOR);
    }

    private static void refuseIllegalChars(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' || (c >= 0x7f && c < 0xa0);
            require(!control && c != '\\' && !isJavaScriptSpace(c), Problem.ILLEGAL_CHAR);
        }
    }

    /** Returns where the authority starts: 0 without a scheme, for then it is http. */
    private static int afterScheme(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && text.startsWith("://", colon) && endOfAuthority(text, 0) == colon + 1) {
            boolean http = colon == 4 && text.regionMatches(true, 0, "http", 0, 4);
            boolean https = colon == 5 && text.regionMatches(true, 0, "https", 0, 5);
            require(http || https, Problem.SCHEME);
            return colon + 3;
        }
        // http:x and http:/x are other servers to a browser than to a reader
        boolean bareScheme = text.regionMatches(true, 0, "http:", 0, 5) || text.regionMatches(true, 0, "https:", 0, 6);
        require(!bareScheme, Problem.SCHEME);
        return 0;
    }

    private static int endOfAuthority(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return text.length();
    }

    private static boolean isAfterFragment(String rest) {
        int hash = rest.indexOf('#');
        return hash >= 0 && hash < rest.indexOf('?');
    }

    private static ServerUrl withHost(boolean tls, String authority, String basePath) {
        boolean bracketed = authority.charAt(0) == '[';
        int hostEnd = bracketed ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (hostEnd <= 0) {
            require(!bracketed && hostEnd < 0, Problem.HOST);
            hostEnd = authority.length();
        }
        if (bracketed) {
            byte[] address = IpLiteral.parseV6(authority.substring(1, hostEnd - 1));
            if (address == null) {
                throw new InvalidServerUrlException(Problem.HOST);
            }
            String host = IpLiteral.formatV6(address);
            int port = port(tls, authority, hostEnd);
            return new ServerUrl(tls, host, IpLiteral.address(host, address), port, basePath);
        }
        String host = HostName.canonical(authority.substring(0, hostEnd));
        if (host == null) {
            throw new InvalidServerUrlException(Problem.HOST);
        }
        InetAddress literal = null;
        if (HostName.endsInNumber(host)) {
            byte[] address = IpLiteral.parseV4(host);
            if (address == null) {
                throw new InvalidServerUrlException(Problem.IPV4_AMBIGUOUS);
            }
            literal = IpLiteral.address(host, address);
        }
        return new ServerUrl(tls, host, literal, port(tls, authority, hostEnd), basePath);
    }

    /** Reads ASCII digits only: {@code Integer.parseInt} alone takes a sign and the digits of any script. */
    private static int port(boolean tls, String authority, int start) {
        if (start == authority.length()) {
            return tls ? 443 : 80;
        }
        require(authority.charAt(start) == ':', Problem.HOST);
        int digits = authority.length() - start - 1;
        require(digits >= 1 && digits <= 5 && authority.charAt(start + 1) != '0', Problem.PORT);
        int port = 0;
        for (int i = start + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            require(c >= '0' && c <= '9', Problem.PORT);
            port = port * 10 + (c - '0');
        }
        require(port <= 65535, Problem.PORT);
        return port;
    }

    private static String basePath(String raw) {
        int end = raw.length();
        while (end > 0 && raw.charAt(end - 1) == '/') {
            end--;
        }
        String path = raw.substring(0, end);
        for (int i = 0; i < end; i++) {
            require(isPathChar(path.charAt(i)), Problem.ILLEGAL_CHAR);
        }
        if (end > 0) {
            refuseAmbiguousPath(path);
        }
        return path;
    }

    /** A base path obeys the rules of a request path, but may begin with several slashes, as OpenCode lets it. */
    private static void refuseAmbiguousPath(String path) {
        int first = 0;
        while (path.charAt(first + 1) == '/') {
            first++;
        }
        try {
            RequestPath.parse(path.substring(first), null);
        } catch (InvalidRequestPathException e) {
            throw new InvalidServerUrlException(
                    switch (e.problem()) {
                        case START, ILLEGAL_CHAR -> Problem.ILLEGAL_CHAR;
                        case PERCENT_ESCAPE -> Problem.PERCENT_ESCAPE;
                        case DOT_SEGMENT -> Problem.DOT_SEGMENT;
                    });
        }
    }

    /** RFC 3986, 3.3: pchar and the slash. */
    private static boolean isPathChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PATH_PUNCTUATION.indexOf(c) >= 0;
    }

    private static void require(boolean condition, Problem problem) {
        if (!condition) {
            throw new InvalidServerUrlException(problem);
        }
    }
}
