package io.github.opencodeproxy.servlet.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for a server that reads nothing is bounded. */
class UpstreamEndTest {

    /** A connection that takes a frame only when it is told to. */
    private static final class FullConnection extends CoreSession.Empty {

        private final Deque<Callback> unsent = new ArrayDeque<>();
        private int demands;

        @Override
        public void sendFrame(Frame frame, Callback callback, boolean batch) {
            unsent.add(callback);
        }

        @Override
        public void demand() {
            demands++;
        }
    }

    private final FullConnection connection = new FullConnection();
    private final UpstreamEnd end = new UpstreamEnd();

    @BeforeEach
    void open() {
        end.onOpen(connection, Callback.NOOP);
    }

    @Test
    void asksForNoFrameBeforeAPingIsAnswered() {
        end.onFrame(new Frame(OpCode.PING), Callback.NOOP);
        assertThat(connection.unsent).hasSize(1);
        assertThat(connection.demands).isZero();
        assertThat(end.isSending()).isTrue();

        connection.unsent.remove().succeeded();
        assertThat(connection.demands).isOne();
        assertThat(end.isSending()).isFalse();
    }

    @Test
    void goesOnToTheCloseWhenAPingCannotBeAnswered() {
        end.onFrame(new Frame(OpCode.PING), Callback.NOOP);
        connection.unsent.remove().failed(new IllegalStateException("Closed"));

        assertThat(connection.demands).isOne();
    }

    @Test
    void makesTheSenderOfEmptyMessagesWait() {
        int sent = 1;
        while (end.send(OpCode.TEXT, ByteBuffer.allocate(0), true)) {
            sent++;
            assertThat(sent).isLessThan(1_000);
        }
        assertThat(end.isSending()).isTrue();

        connection.unsent.forEach(Callback::succeeded);
        assertThat(end.isSending()).isFalse();
        assertThat(end.send(OpCode.TEXT, ByteBuffer.allocate(0), true)).isTrue();
    }

    @Test
    void isSwampedByEmptyMessages() {
        for (int i = 0; i < 100_000; i++) {
            end.send(OpCode.TEXT, ByteBuffer.allocate(0), true);
        }
        assertThat(end.isSwamped()).isTrue();
    }

    @Test
    void aServerThatTalksAndTakesNothingIsLost() {
        Pulse pulse = new Pulse();
        int beats = 1;
        for (pulse.heard(); !pulse.isLost(true, true); pulse.heard()) {
            beats++;
            assertThat(beats).isLessThan(10);
        }
        assertThat(beats).isEqualTo(6);
    }

    @Test
    void aSlowPeerThatTakesSomethingNowAndThenIsNotLost() {
        Pulse pulse = new Pulse();
        for (int beat = 0; beat < 50; beat++) {
            if (beat % 5 == 0) {
                pulse.taken();
            }
            assertThat(pulse.isLost(true, true)).isFalse();
        }
    }
}
