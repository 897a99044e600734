package io.github.opencodeproxy.servlet.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void knowsTheProjectThatARequestNames() {
        assertThat(Scope.of(asking("directory=/home/me")).directory()).isEqualTo("/home/me");
    }

    @Test
    void keepsNoDirectoryThatIsLongerThanAny() {
        assertThat(Scope.of(asking("directory=/" + "x".repeat(1023))).directory())
                .hasSize(1024);
        assertThat(Scope.of(asking("directory=/" + "x".repeat(1024)))).isEqualTo(Scope.UNKNOWN);
    }

    private static ClientRequest asking(String query) {
        return new ClientRequest("id", "POST", "/", query, Headers.builder().build(), "", 0);
    }
}
