package io.github.opencodeproxy.servlet.assets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML page that does not know where it is mounted: {@code {{up}}} in it stands for the way from the requested address
 * up to the base, so it works under any prefix, stripped by a gateway or not.
 *
 * <p>Immutable and safe for use by many threads.
 */
final class IndexPage {

    private static final String UP = "{{up}}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[a-z]+}}");
    private static final int TAG_BYTES = 16;

    private final String template;

    private IndexPage(String template) {
        this.template = template;
    }

    /**
     * Takes a template.
     *
     * @throws IllegalStateException when it has a placeholder other than {@code {{up}}}: it was packed for another version
     */
    static IndexPage of(String template) {
        Matcher placeholder = PLACEHOLDER.matcher(template.replace(UP, ""));
        if (placeholder.find()) {
            throw new IllegalStateException("UI page: unknown placeholder " + placeholder.group());
        }
        return new IndexPage(template);
    }

    /**
     * The way up from a path to the base. Browsers resolve against what follows the last slash, and count empty segments.
     *
     * @param path below the base, beginning with a slash, undecoded: an escaped slash is none for a browser either
     * @return {@code "./"} for {@code /}, {@code "../../"} for {@code /s/x/}; made of dots and slashes only
     */
    static String up(String path) {
        int depth = (int) path.chars().filter(c -> c == '/').count() - 1;
        return depth < 1 ? "./" : "../".repeat(depth);
    }

    /**
     * Fills the template.
     *
     * @param up from {@link #up}
     * @return the bytes in UTF-8
     */
    byte[] render(String up) {
        return template.replace(UP, up).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return a strong entity tag over rendered bytes} */
    static String entityTag(byte[] rendered) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(rendered);
            return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
