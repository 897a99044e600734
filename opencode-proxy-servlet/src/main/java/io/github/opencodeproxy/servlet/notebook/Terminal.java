package io.github.opencodeproxy.servlet.notebook;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A terminal that is open. Input and output are work; what a server replays of earlier output when a page comes back is not, and
 * neither is opening or leaving one. Safe for use by many threads.
 */
public final class Terminal {

    /** Of a WebSocket that is no terminal's. */
    public static final Terminal NONE = new Terminal(Clock.systemUTC(), 0, closed -> {});

    /** OpenCode says where its replay ends; a server that does not is not waited for. */
    private static final Duration LONGEST_REPLAY = Duration.ofSeconds(5);

    private final Clock clock;
    private final long number;
    private final Consumer<Terminal> onClose;
    private final long openedMillis;

    private volatile long lastMillis;
    private volatile boolean isReplaying = true;

    Terminal(Clock clock, long number, Consumer<Terminal> onClose) {
        this.clock = clock;
        this.number = number;
        this.onClose = onClose;
        openedMillis = clock.millis();
    }

    static boolean isOne(String path) {
        return path.startsWith("/pty/") || path.startsWith("/api/pty/");
    }

    /** The client has sent something. */
    public void input() {
        lastMillis = clock.millis();
    }

    /** The server has sent output. */
    public void output() {
        long now = clock.millis();
        if (!isReplaying || now - openedMillis >= LONGEST_REPLAY.toMillis()) {
            lastMillis = now;
        }
    }

    /** The server has sent its mark: what comes from now on is new. */
    public void caughtUp() {
        isReplaying = false;
    }

    /** It is over. */
    public void close() {
        onClose.accept(this);
    }

    long number() {
        return number;
    }

    /** {@return when there was input or output for the last time, in milliseconds since 1970; 0 when there was none} */
    long lastMillis() {
        return lastMillis;
    }

    /** {@return the same, or since when it is open} */
    long lastOrOpenedMillis() {
        return Math.max(lastMillis, openedMillis);
    }
}
