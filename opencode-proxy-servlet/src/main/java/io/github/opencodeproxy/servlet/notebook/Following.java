package io.github.opencodeproxy.servlet.notebook;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** An event stream that a client reads and that we read along. */
public final class Following {

    private final EventReader reader = new EventReader(this::heard);
    private final ServerWork work;
    private final boolean tellsAll;
    private final Scope scope;
    private final Runnable onClose;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** Of the thread that reads, and of who closes. */
    private boolean isHeard;

    Following(ServerWork work, boolean tellsAll, Scope scope, Runnable onClose) {
        this.work = work;
        this.tellsAll = tellsAll;
        this.scope = scope;
        this.onClose = onClose;
    }

    /** {@return whether a stream tells of every project of its server} The path is below the server's base path. */
    static boolean tellsAll(String path) {
        return path.equals("/global/event") || path.equals("/api/event");
    }

    /**
     * Looks at what passes by. For one thread at a time; does not wait.
     *
     * @param bytes left as they are
     */
    public void read(ByteBuffer bytes) {
        reader.read(bytes);
    }

    private void heard(OpenCodeEvent event) {
        synchronized (this) {
            if (tellsAll && !isHeard && !isClosed.get()) {
                isHeard = true;
                work.streamBegins();
            }
        }
        work.heard(event, scope.of(event));
    }

    /** The stream is over, or its client has left. Only the first counts. */
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            if (isHeard) {
                work.streamEnds();
            }
        }
        work.release();
        onClose.run();
    }
}
