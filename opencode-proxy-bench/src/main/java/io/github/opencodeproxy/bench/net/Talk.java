package io.github.opencodeproxy.bench.net;

import java.nio.ByteBuffer;

/** One connection's conversation. Called on its loop's thread only, and must not wait. */
public interface Talk {

    /** The connection is there. */
    default void opened(Line line) {}

    /** Bytes came; they are gone after the call. */
    void read(Line line, ByteBuffer bytes);

    /** The connection has ended, or was never made. Told once. */
    default void closed(Line line) {}
}
