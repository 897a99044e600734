package io.github.opencodeproxy.servlet.answer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** To a client whose buffers are full, a call that writes would wait: none is made before the container is ready. */
class LastBytesTest {

    private final List<String> calls = new ArrayList<>();
    private final Line line = new Line();

    @Test
    void aClientThatDoesNotReadIsWaitedForByNobody() throws Exception {
        LastBytes.close(response(), () -> calls.add("over"));
        line.told().onWritePossible();
        assertThat(calls).isEmpty();

        line.isReady = true;
        line.told().onWritePossible();
        assertThat(calls).containsExactly("close", "over");
    }

    @Test
    void aFlushIsOverWhenTheContainerHasTakenIt() throws Exception {
        line.isReady = true;
        LastBytes.flush(response(), () -> calls.add("over"));
        assertThat(calls).isEmpty();

        line.isReadyAfterFlush = false;
        line.told().onWritePossible();
        assertThat(calls).containsExactly("flush");

        line.isReady = true;
        line.told().onWritePossible();
        assertThat(calls).containsExactly("flush", "over");
    }

    @Test
    void aClientThatLeavesEndsItOnce() throws Exception {
        LastBytes.close(response(), () -> calls.add("over"));
        line.told().onError(new IOException("gone"));
        line.told().onError(new IOException("gone"));

        assertThat(calls).containsExactly("over");
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> line);
    }

    /** The container's stream. */
    private final class Line extends ServletOutputStream {

        private boolean isReady;
        private boolean isReadyAfterFlush = true;
        private @Nullable WriteListener listener;

        WriteListener told() {
            if (listener == null) {
                throw new AssertionError("Nobody listens");
            }
            return listener;
        }

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void setWriteListener(WriteListener writeListener) {
            listener = writeListener;
        }

        @Override
        public void write(int octet) {
            calls.add("write");
        }

        @Override
        public void flush() {
            calls.add("flush");
            isReady = isReadyAfterFlush;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
