package io.github.opencodeproxy.servlet.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jetty's client keeps order only among those that it calls: a body is read in its turns and at no other time. */
class BodyRelayTest {

    private final List<String> calls = new ArrayList<>();
    private final Line line = new Line();
    private final Server server = new Server();
    private final ServerBody body = new ServerBody(server, () -> calls.add("stop"));
    private final BodyRelay relay = relay();

    private BodyRelay relay() {
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> line);
        ClientRequest request =
                new ClientRequest("id", "GET", "/", null, Headers.builder().build(), "", 0);
        Report report = Report.start(new ProxyListener() {}, request);
        try {
            return new BodyRelay(body, response, report, new Ending(), new Registration(), null, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        relay.start(-1);
    }

    @Test
    void theContainersThreadReadsNothingByItself() {
        server.say("a", false);
        assertThat(calls).isEmpty();

        line.becomesReady();
        assertThat(calls).containsExactly("write a", "flush");

        server.say("b", false);
        assertThat(calls).endsWith("write b", "flush");

        server.say("c", true);
        assertThat(calls).endsWith("write c", "relayed").doesNotContain("broken");
        assertThat(server.given).isEqualTo(3);
    }

    @Test
    void whatIsThereAlreadyLeavesInOneFlush() {
        server.say("a", false);
        server.say("b", false);
        server.say("c", false);
        line.becomesReady();

        assertThat(calls).containsExactly("write a", "write b", "write c", "flush");
    }

    @Test
    void aBodyThatBreaksIsBroken() {
        line.becomesReady();
        server.chunks.add(Content.Chunk.from(new IOException("reset")));
        server.callBack();

        assertThat(calls).endsWith("broken");
    }

    @Test
    void whatNobodyCanWriteIsReadOnlyToGiveItBack() {
        line.becomesReady();
        line.isReady = false;
        server.say("a", false);
        server.say("b", false);
        assertThat(server.given).isZero();

        relay.leave(new IOException("gone"));

        assertThat(server.given).isEqualTo(2);
        assertThat(calls).endsWith("unwanted", "stop").doesNotContain("write a");
    }

    @Test
    void theConnectionOfABodyThatIsWholeIsLeftAlone() {
        line.becomesReady();
        line.isReady = false;
        server.say("a", true);
        relay.leave(new IOException("gone"));

        assertThat(server.given).isEqualTo(1);
        assertThat(calls).endsWith("unwanted").doesNotContain("stop");
    }

    @Test
    void whatComesAfterTheClientHasLeftIsGivenBackToo() {
        line.becomesReady();
        relay.leave(new IOException("gone"));
        server.say("a", false);

        assertThat(server.given).isEqualTo(1);
        assertThat(calls).doesNotContain("write a");
    }

    private final class Ending implements BodyRelay.Ending {

        @Override
        public void relayed() {
            calls.add("relayed");
        }

        @Override
        public void broken(Throwable cause) {
            calls.add("broken");
        }

        @Override
        public void unwanted(Throwable cause) {
            calls.add("unwanted");
            body.leave();
        }
    }

    /** As Jetty's client gives it: what is there is told at once, what comes later is told when it comes. */
    private static final class Server implements Content.Source {

        private final Queue<Content.Chunk> chunks = new ArrayDeque<>();
        private boolean isTurn;
        private int given;
        private @Nullable Runnable demanded;

        void say(String text, boolean isLast) {
            chunks.add(Content.Chunk.from(StandardCharsets.US_ASCII.encode(text), isLast, () -> given++));
            callBack();
        }

        void callBack() {
            Runnable waiting = demanded;
            demanded = null;
            if (waiting != null) {
                isTurn = true;
                waiting.run();
                isTurn = false;
            }
        }

        @Override
        public Content.@Nullable Chunk read() {
            assertThat(isTurn).as("called back").isTrue();
            return chunks.poll();
        }

        @Override
        public void demand(Runnable waiting) {
            assertThat(demanded).isNull();
            demanded = waiting;
            if (!chunks.isEmpty() && !isTurn) {
                callBack();
            }
        }

        @Override
        public void fail(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    /** The container's stream. */
    private final class Line extends ServletOutputStream {

        private boolean isReady;
        private @Nullable WriteListener listener;

        void becomesReady() {
            isReady = true;
            try {
                if (listener != null) {
                    listener.onWritePossible();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void setWriteListener(WriteListener told) {
            listener = told;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            calls.add("write " + new String(bytes, offset, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void write(int octet) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void flush() {
            calls.add("flush");
        }
    }
}
