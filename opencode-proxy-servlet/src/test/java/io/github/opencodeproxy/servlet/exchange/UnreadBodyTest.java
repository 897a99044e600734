package io.github.opencodeproxy.servlet.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class UnreadBodyTest {

    @Test
    void aSlowBodyIsSlowHoweverTheContainerSaysIt() {
        assertThat(UnreadBody.refusal(new TimeoutException()).code()).isEqualTo(ProblemCode.REQUEST_TIMEOUT);
        assertThat(UnreadBody.refusal(new IOException(new TimeoutException())).code())
                .isEqualTo(ProblemCode.REQUEST_TIMEOUT);
        assertThat(UnreadBody.refusal(new IOException(new SocketTimeoutException()))
                        .code())
                .isEqualTo(ProblemCode.REQUEST_TIMEOUT);
    }

    @Test
    void anythingElseIsNoBody() {
        assertThat(UnreadBody.refusal(new IOException("early end")).code()).isEqualTo(ProblemCode.REQUEST_MALFORMED);
    }
}
