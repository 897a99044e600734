package io.github.opencodeproxy.servlet.assets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads {@code ui.json}. Everything in it later becomes a resource name or a response header, so a value of another shape
 * stops the start instead of reaching a client. Members that are not known are skipped.
 *
 * <p>Streaming: with jackson-databind the start took three to four times as long here, and some MB more of memory.
 */
final class UiIndexReader {

    private static final int FORMAT = 1;
    private static final int BUILD_DIGITS = 16;
    private static final int SHA_256_DIGITS = 64;

    /** Reads the value of one member; the parser stands on its first token. */
    @FunctionalInterface
    private interface Member {
        void read(String name) throws IOException;
    }

    private final JsonParser json;
    private final Map<String, Asset> files = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private long format;

    private UiIndexReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads the index.
     *
     * @param bytes of {@code ui.json}
     * @throws IllegalStateException when it is not JSON, has another format or a value that is not allowed
     */
    static UiIndex parse(byte[] bytes) {
        try (JsonParser json = new JsonFactory().createParser(bytes)) {
            return new UiIndexReader(json).index();
        } catch (IOException broken) {
            throw new IllegalStateException("ui.json: not JSON", broken);
        }
    }

    private UiIndex index() throws IOException {
        json.nextToken();
        object(name -> {
            switch (name) {
                case "format" -> format = number();
                case "opencode", "build" -> texts.put(name, text());
                case "pages" -> object(page -> texts.put(page, text()));
                case "files" -> files();
                default -> json.skipChildren();
            }
        });
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "ui.json: the format is not " + FORMAT + ": the UI jar and this library do not belong together");
        }
        return new UiIndex(
                checked(texts, "opencode", PlainText::isName),
                checked(texts, "build", text -> PlainText.isHex(text, BUILD_DIGITS)),
                checked(texts, "landing", PlainText::isPath),
                checked(texts, "mount", PlainText::isPath),
                files);
    }

    private void files() throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Asset asset = asset();
            if (files.put(asset.path(), asset) != null) {
                throw new IllegalStateException("ui.json: path " + asset.path() + " is there twice");
            }
        }
    }

    private Asset asset() throws IOException {
        Map<String, String> file = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        Set<ContentCoding> codings = EnumSet.of(ContentCoding.IDENTITY);
        object(name -> {
            switch (name) {
                case "path", "type", "sha256" -> file.put(name, text());
                case "size" -> numbers.put(name, number());
                case "encodings" -> codings(codings);
                default -> json.skipChildren();
            }
        });
        String path = checked(file, "path", PlainText::isPath);
        long size = numbers.getOrDefault("size", -1L);
        if (size < 0) {
            throw new IllegalStateException("ui.json: the size of " + path + " is no length");
        }
        String type = checked(file, "type", PlainText::isMediaType);
        String hash = checked(file, "sha256", text -> PlainText.isHex(text, SHA_256_DIGITS));
        return new Asset(path, type.intern(), size, hash, codings);
    }

    /** A coding that a later packer adds is no error: its variant is not used. */
    private void codings(Set<ContentCoding> codings) throws IOException {
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            String token = json.getText();
            for (ContentCoding coding : ContentCoding.values()) {
                if (coding.token().equals(token)) {
                    codings.add(coding);
                }
            }
        }
    }

    private void object(Member member) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalStateException("ui.json: an object is missing");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            member.read(name);
        }
    }

    private String text() throws IOException {
        String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
        json.skipChildren();
        return text;
    }

    private long number() throws IOException {
        long number = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
        json.skipChildren();
        return number;
    }

    private static String checked(Map<String, String> texts, String name, Predicate<String> rule) {
        String text = texts.getOrDefault(name, "");
        if (!rule.test(text)) {
            throw new IllegalStateException("ui.json: the value of " + name + " is missing or not allowed");
        }
        return text;
    }
}
