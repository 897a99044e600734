package io.github.opencodeproxy.servlet.assets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code ui.json} of the UI's jar says, checked. Everything in it later becomes a resource name or a response
 * header, so a value of another shape stops the start instead of reaching a client.
 *
 * @param opencode the version of OpenCode that the UI was taken from
 * @param build the hash over all contents
 * @param landing the file name of the page at the base
 * @param mount the file name of the page of one server
 * @param files the assets by path
 */
record UiIndex(String opencode, String build, String landing, String mount, Map<String, Asset> files) {

    private static final int FORMAT = 1;
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,64}");
    private static final Pattern BUILD = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TYPE = Pattern.compile("[a-z]+/[0-9A-Za-z.+-]+(; charset=[0-9A-Za-z-]+)?");
    /** No segment begins with a dot: no dot segments, no dot files. Browsers send these characters as they are. */
    private static final Pattern PATH =
            Pattern.compile("(?!\\.)[A-Za-z0-9._~!$&'()*+,=:@-]+" + "(?:/(?!\\.)[A-Za-z0-9._~!$&'()*+,=:@-]+)*");

    UiIndex {
        files = Map.copyOf(files);
    }

    /**
     * Reads the index.
     *
     * @param json the bytes of {@code ui.json}
     * @throws IllegalStateException when it is not JSON, has another format or a value that is not allowed
     */
    static UiIndex parse(byte[] json) {
        JsonNode root = tree(json);
        if (root.path("format").asInt() != FORMAT) {
            throw new IllegalStateException("ui.json: format " + root.path("format") + " is not " + FORMAT
                    + ": the UI jar and this library do not belong together");
        }
        Map<String, Asset> files = new HashMap<>();
        for (JsonNode file : root.path("files")) {
            Asset asset = asset(file);
            if (files.put(asset.path(), asset) != null) {
                throw new IllegalStateException("ui.json: path " + asset.path() + " is there twice");
            }
        }
        JsonNode pages = root.path("pages");
        return new UiIndex(
                text(root, "opencode", VERSION),
                text(root, "build", BUILD),
                text(pages, "landing", PATH),
                text(pages, "mount", PATH),
                files);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("ui.json: not JSON", broken);
        } catch (IOException unreadable) {
            throw new IllegalStateException("ui.json: unreadable", unreadable);
        }
    }

    private static Asset asset(JsonNode file) {
        JsonNode size = file.path("size");
        if (!size.canConvertToLong() || size.asLong() < 0) {
            throw new IllegalStateException("ui.json: size " + size + " of " + file.path("path") + " is no length");
        }
        return new Asset(
                text(file, "path", PATH),
                text(file, "type", TYPE),
                size.asLong(),
                text(file, "sha256", SHA_256),
                codings(file));
    }

    /** A coding that a later packer adds is no error: its variant is not used. */
    private static Set<ContentCoding> codings(JsonNode file) {
        Set<ContentCoding> codings = EnumSet.of(ContentCoding.IDENTITY);
        for (JsonNode token : file.path("encodings")) {
            for (ContentCoding coding : ContentCoding.values()) {
                if (coding.token().equals(token.asText())) {
                    codings.add(coding);
                }
            }
        }
        return codings;
    }

    private static String text(JsonNode node, String name, Pattern rule) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || !rule.matcher(value.asText()).matches()) {
            throw new IllegalStateException("ui.json: " + name + " " + value + " does not match " + rule);
        }
        return value.asText();
    }
}
