package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.Corpus;
import io.github.opencodeproxy.core.message.CredentialFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @Test
    void neverPrintASecret() {
        Credentials basic = Credentials.basic("opencode", "S3CRET");
        Credentials header = Credentials.header("x-api-key", "S3CRET");
        var connection = new ServerConnection.Http(ServerUrl.parse("h"), "mine", basic);
        var server = new ProvidedServer(ServerKey.parse("a"), connection, ProvidedServer.Source.CONFIG, true);
        String base64 = Base64.getEncoder().encodeToString("opencode:S3CRET".getBytes(StandardCharsets.UTF_8));
        for (Object o : new Object[] {basic, header, basic.field(), header.field(), connection, server}) {
            assertThat(o.toString()).doesNotContain("S3CRET").doesNotContain(base64);
        }
        assertThat(Credentials.none()).hasToString("none");
        assertThat(Credentials.none().field()).isEmpty();
    }

    @Test
    void basicIsEncodedInUtf8() {
        Credentials.Field field =
                Credentials.basic("op\u00e9n", "p:\u20ac").field().orElseThrow();
        assertThat(field.name()).isEqualTo("Authorization");
        byte[] pair = Base64.getDecoder().decode(field.value().substring("Basic ".length()));
        assertThat(new String(pair, StandardCharsets.UTF_8)).isEqualTo("op\u00e9n:p:\u20ac");
    }

    static Stream<String> keyNames() {
        return names("allowed");
    }

    static Stream<String> otherNames() {
        return names("refused");
    }

    /** The browser side is tested with the same table. */
    private static Stream<String> names(String verdict) {
        return Corpus.rows("credential-names", verdict)
                .flatMap(row -> StreamSupport.stream(row.json().get("names").spliterator(), false))
                .map(JsonNode::asText);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "caf\u00e9", "x_api_key", "content_length", "kubeflow_userid"})
    void refuseHeaderNamesThatManyServersDoNotTake(String name) {
        assertThatThrownBy(() -> Credentials.header(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("keyNames")
    void takeTheHeaderNamesOfApiKeysAsTheyAre(String name) {
        assertThat(Credentials.header(name, "v").field().orElseThrow().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("otherNames")
    void refuseHeaderNamesThatSpeakForTheUserOrSteerTheRequest(String name) {
        for (String spelling : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
            assertThatThrownBy(() -> Credentials.header(spelling, "v")).isInstanceOf(IllegalArgumentException.class);
            assertThat(CredentialFields.mayCarry(spelling.replace('-', '_'))).isFalse();
        }
    }

    /** A lone surrogate would go out as a question mark: another password. */
    @Test
    void refuseWhatIsNoText() {
        assertThatThrownBy(() -> Credentials.basic("u", "\ud800x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credentials.basic("\udc00", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " S3CRET", "S3CRET ", "S3CRET\r\nX: y", "S3CRET\0", "S3CRET\u00e9", "S3CRET\t"})
    void refuseHeaderValuesThatSplitWithoutRepeatingThem(String value) {
        assertThatThrownBy(() -> Credentials.header("Authorization", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("S3CRET");
    }

    @Test
    void refuseUserNamesAndPasswordsThatBasicCannotCarry() {
        assertThatThrownBy(() -> Credentials.basic("a:b", "p")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credentials.basic("a\n", "p")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credentials.basic("a", "S3CRET\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("S3CRET");
    }
}
