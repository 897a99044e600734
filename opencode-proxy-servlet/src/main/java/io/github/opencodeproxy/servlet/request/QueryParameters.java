package io.github.opencodeproxy.servlet.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads our own parameters out of a raw query, without the container's parser, which would swallow a form body too. */
final class QueryParameters {

    private QueryParameters() {}

    /**
     * The values of a parameter, percent-decoded once as UTF-8. A plus sign stays one: a target's base path may hold it.
     *
     * @throws RequestRefusedException when a value has a broken escape or is not UTF-8
     */
    static List<String> values(@Nullable String query, String name) throws RequestRefusedException {
        List<String> values = new ArrayList<>();
        if (query == null) {
            return values;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String pairName = equals < 0 ? pair : pair.substring(0, equals);
            if (pairName.equals(name) || (pairName.indexOf('%') >= 0 && isEncoded(pairName, name))) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static boolean isEncoded(String text, String name) {
        try {
            return decode(text).equals(name);
        } catch (RequestRefusedException broken) {
            return false;
        }
    }

    private static String decode(String text) throws RequestRefusedException {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                boolean isEscape = i + 2 < text.length();
                int high = isEscape ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = isEscape ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new RequestRefusedException(ProblemCode.TARGET_INVALID, "percent_escape");
                }
                bytes.put((byte) ((high << 4) | low));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                throw new RequestRefusedException(ProblemCode.TARGET_INVALID, "illegal_char");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new RequestRefusedException(ProblemCode.TARGET_INVALID, "illegal_char");
        }
    }
}
