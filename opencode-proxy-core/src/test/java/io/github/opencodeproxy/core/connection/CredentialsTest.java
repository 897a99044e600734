package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a:b",
                "caf\u00e9",
                "Host",
                "content_length",
                "Transfer-Encoding",
                "Connection",
                "TE",
                "Cookie",
                "Proxy-Authorization",
                "Sec-Fetch-Site",
                "X-Forwarded-For",
                "X-Target-Server",
                "X-Opencode-Proxy-Error",
                "kubeflow-userid",
                "kubeflow_userid",
                "Kubeflow-Groups",
                "X-Auth-Request-Email",
                "X-Goog-Authenticated-User-Email",
                "X-Remote-User",
                "Remote-User",
                "X-Real-IP",
                "Impersonate-User",
                "X-Envoy-Peer-Metadata",
                "X-Original-URL",
                "X-HTTP-Method-Override",
                "Cookie2",
                "traceparent",
                "baggage",
                "x_api_key"
            })
    void refuseHeaderNamesThatFrameRouteOrDelegate(String name) {
        assertThatThrownBy(() -> Credentials.header(name, "v")).isInstanceOf(IllegalArgumentException.class);
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
