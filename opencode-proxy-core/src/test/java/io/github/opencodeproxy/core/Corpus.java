package io.github.opencodeproxy.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the tables of attacks and their verdicts. */
public final class Corpus {
    private Corpus() {}

    public static Stream<Row> rows(String file, String table) {
        return StreamSupport.stream(read(file).get(table).spliterator(), false).map(Row::new);
    }

    public static JsonNode meta(String file) {
        return read(file).get("meta");
    }

    private static JsonNode read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpora/" + file + ".json")) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One row; prints its id and reason, so that a failure names the case. */
    public record Row(JsonNode json) {
        public String text(String field) {
            return json.path(field).asText();
        }

        public JsonNode expect() {
            return json.path("expect");
        }

        @Override
        public String toString() {
            return text("id") + ' ' + text("why") + text("reason") + text("note") + text("group");
        }
    }
}
