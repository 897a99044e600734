package io.github.opencodeproxy.servlet.upstream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.ProcessorUtils;
import org.jspecify.annotations.Nullable;

/**
 * Gives every buffer out under a handle of its own. When an answer breaks while its head is still being handled, Jetty's
 * client goes on to clear the buffer that it has given back, and may give it back twice (jetty.project issue 12934): with the
 * pool's own handle that would empty, or give away, a buffer in which by then another server's answer stands. Safe for use
 * by many threads.
 */
final class LeasedBuffers extends ByteBufferPool.Wrapper {

    private static final int SIZE_STEP = 2 * 1024;
    private static final int LARGEST = 64 * 1024;

    private LeasedBuffers(ByteBufferPool pool) {
        super(pool);
    }

    /** {@return handles to the buffers of a pool} null is one as Jetty's client would make it. */
    static LeasedBuffers of(@Nullable ByteBufferPool pool) {
        if (pool instanceof LeasedBuffers leased) {
            return leased;
        }
        int mostOfASize = 2 * ProcessorUtils.availableProcessors();
        return new LeasedBuffers(pool == null ? new ArrayByteBufferPool(0, SIZE_STEP, LARGEST, mostOfASize) : pool);
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
        RetainableByteBuffer.Mutable pooled = super.acquire(size, direct);
        ByteBuffer view = pooled.getByteBuffer().duplicate();
        return new RetainableByteBuffer.FixedCapacity(view, new Lease(pooled));
    }

    /** Ends once. */
    private static final class Lease extends Retainable.ReferenceCounter {

        private final Retainable pooled;

        Lease(Retainable pooled) {
            this.pooled = pooled;
        }

        @Override
        public boolean release() {
            boolean isOver = super.release();
            if (isOver) {
                pooled.release();
            }
            return isOver;
        }
    }
}
