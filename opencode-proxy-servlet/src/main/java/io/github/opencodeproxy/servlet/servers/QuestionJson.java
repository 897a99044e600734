package io.github.opencodeproxy.servlet.servers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.io.IOException;

/**
 * Reads the JSON that a page sends us. It is one value, and no member comes twice: of two readers one would take the first and
 * the other the last.
 */
final class QuestionJson {

    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private QuestionJson() {}

    /**
     * {@return what a body says}
     *
     * @throws RequestRefusedException {@code request_malformed} when it is no JSON
     */
    static JsonNode parse(byte[] body) throws RequestRefusedException {
        try {
            return STRICT.readTree(body);
        } catch (IOException e) {
            // Its message may quote a password.
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "json");
        }
    }
}
