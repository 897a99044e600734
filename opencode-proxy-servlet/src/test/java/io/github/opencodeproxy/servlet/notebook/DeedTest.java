package io.github.opencodeproxy.servlet.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeedTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /session, true",
        "POST, /session/ses_1/prompt_async, true",
        "POST, /permission/per_1/reply, true",
        "DELETE, /session/ses_1, true",
        "PUT, /auth/x, true",
        "POST, /pty, true",
        "GET, /session, false",
        "HEAD, /session, false",
        "POST, /log, false",
        "PUT, /pty/pty_1, false",
        "POST, /pty/pty_1/connect-token, false",
        "POST, /api/pty/pty_1/connect-token, false",
        "POST, /sync/start, false",
        "POST, /tui/control/response, false"
    })
    void isWhatAUserDoesAndNoPageByItself(String method, String path, boolean isOne) {
        assertThat(Deed.isOne(method, path)).isEqualTo(isOne);
    }

    @ParameterizedTest
    @CsvSource({
        "/session/ses_1/message, ses_1",
        "/session/ses_1/prompt_async, ses_1",
        "/session/ses_1/command, ses_1",
        "/session/ses_1/shell, ses_1",
        "/session/ses_1/summarize, ses_1",
        "/session/ses_1/init, ses_1",
        "/api/session/ses_1/prompt, ses_1",
        "/session/ses_1, ''",
        "/session/ses_1/abort, ''",
        "/session/ses_1/message/msg_1, ''",
        "/session//message, ''",
        "/session/a%2Fb/message, ''"
    })
    void knowsWhatPutsAnAgentToWork(String path, String session) {
        assertThat(Deed.promptedSession(path).orElse("")).isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'', '', ''",
                "directory=%2Fhome%2Fa%20b, '', /home/a b",
                "x=1&directory=/a+b&y, '', /a+b",
                "'', %2Fhome, /home",
                "directory=/first, /second, /first",
                "directory=%zz, '', null",
                "directory=/a&workspace=w, '', null"
            })
    void knowsInWhichProject(String query, String header, String directory) {
        Headers.Builder headers = Headers.builder();
        if (!header.isEmpty()) {
            headers.add("x-opencode-directory", header);
        }
        ClientRequest request = new ClientRequest("id", "POST", "/", query, headers.build(), "", 0);

        assertThat(Scope.of(request).directory()).isEqualTo(directory);
    }
}
