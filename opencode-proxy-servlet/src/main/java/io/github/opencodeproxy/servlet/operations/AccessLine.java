package io.github.opencodeproxy.servlet.operations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request as one line of JSON. Only ASCII comes out, and nothing in it can begin a new line, colour a terminal or be
 * taken for an expression by a logging framework: parts of it were written by whoever sent the request.
 *
 * @param millis when the request was over, in milliseconds since 1970
 * @param id our name for the request
 * @param user who made it, of whom only a hash is written
 * @param method its method, at most 32 characters of it
 * @param path what may be shown of its path
 * @param denial why it was refused, as the listener hears it; null when it was not
 * @param outcome what became of it
 */
record AccessLine(
        long millis,
        String id,
        User user,
        String method,
        String path,
        @Nullable String denial,
        Outcome outcome) implements AccessLog.Note {

    /** The longest that is registered has 17 (IANA, "HTTP Method Registry"); anybody may send one of many KiB. */
    private static final int MAX_METHOD = 32;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .characterEscapes(new Escapes())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static AccessLine of(long millis, ClientRequest request, @Nullable String denial, Outcome outcome) {
        return new AccessLine(
                millis,
                request.id(),
                request.user(),
                bounded(request.method()),
                LoggedPath.of(request.path()),
                denial,
                outcome);
    }

    private static String bounded(String method) {
        return method.substring(0, Math.min(method.length(), MAX_METHOD));
    }

    /** {@return the line that stands for lines which were lost} */
    static String dropped(long millis, long count) {
        return json(json -> {
            json.writeStringField("time", time(millis));
            json.writeNumberField("accessLogDropped", count);
        });
    }

    /** {@return the line, without an end} */
    @Override
    public String json() {
        return json(this::writeTo);
    }

    private void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField("time", time(millis));
        json.writeStringField("id", id);
        json.writeStringField("user", UserHash.of(user));
        json.writeStringField("method", method);
        json.writeStringField("kind", outcome.kind().name().toLowerCase(Locale.ROOT));
        if (outcome.target() != null) {
            json.writeStringField("target", outcome.target().origin());
        }
        json.writeStringField("path", path);
        AuditFields.of(outcome, denial).writeTo(json);
        json.writeNumberField("status", outcome.status());
        if (outcome.problem() != null) {
            json.writeStringField("code", outcome.problem().code());
        }
        json.writeStringField("end", outcome.end().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("requestBytes", outcome.requestBytes());
        json.writeNumberField("responseBytes", outcome.responseBytes());
        if (outcome.nanosToHead() >= 0) {
            json.writeNumberField("msToHead", milliseconds(outcome.nanosToHead()));
        }
        json.writeNumberField("ms", milliseconds(outcome.nanos()));
    }

    /** To the microsecond. */
    private static BigDecimal milliseconds(long nanos) {
        return BigDecimal.valueOf(nanos / 1_000, 3);
    }

    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    static String json(Fields fields) {
        // Characters and not bytes: the writer of bytes throws at a lone surrogate.
        StringWriter line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    @FunctionalInterface
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** What JSON allows and a log does not: DEL, and the beginning of <code>${jndi:…}</code>. */
    private static final class Escapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

        Escapes() {
            ascii['$'] = CharacterEscapes.ESCAPE_STANDARD;
            ascii[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
