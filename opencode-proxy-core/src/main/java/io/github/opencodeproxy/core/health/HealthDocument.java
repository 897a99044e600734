package io.github.opencodeproxy.core.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a health route.
 *
 * @param healthy the server's own word
 * @param version the version it reports, made harmless: printable ASCII, 64 characters at most; may be empty
 */
record HealthDocument(boolean healthy, String version) {
    private static final int MAX_VERSION = 64;

    /** What is read here was written by a stranger: shallow and short is enough. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(HealthProbe.MAX_BODY_BYTES)
                    .maxNumberLength(32)
                    .build())
            .build();

    /** Reads an object with a boolean {@code healthy}; null for everything else. */
    static @Nullable HealthDocument read(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Boolean healthy = null;
            String version = "";
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("healthy") && value.isBoolean()) {
                    healthy = parser.getBooleanValue();
                } else if (name.equals("version") && value == JsonToken.VALUE_STRING) {
                    version = harmless(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            boolean whole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
            return healthy == null || !whole ? null : new HealthDocument(healthy, version);
        } catch (IOException e) {
            return null;
        }
    }

    private static String harmless(String version) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < version.length() && kept.length() < MAX_VERSION; i++) {
            char c = version.charAt(i);
            if (c > ' ' && c < 0x7f) {
                kept.append(c);
            }
        }
        return kept.toString();
    }
}
