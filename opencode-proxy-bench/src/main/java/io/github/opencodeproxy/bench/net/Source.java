package io.github.opencodeproxy.bench.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A body that is made while it is sent. */
@FunctionalInterface
public interface Source {

    /** {@return the next bytes, null at the end} */
    @Nullable
    ByteBuffer next();
}
