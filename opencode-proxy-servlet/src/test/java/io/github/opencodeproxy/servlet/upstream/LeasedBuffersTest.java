package io.github.opencodeproxy.servlet.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.Test;

class LeasedBuffersTest {

    private static final int SIZE = 16 * 1024;

    private final LeasedBuffers buffers = LeasedBuffers.of(new ArrayByteBufferPool());

    @Test
    void whoHasGivenABufferBackDoesNotHarmItsNextOwner() {
        RetainableByteBuffer.Mutable mine = buffers.acquire(SIZE, false);
        byte[] memory = mine.getByteBuffer().array();
        mine.release();
        RetainableByteBuffer.Mutable another = buffers.acquire(SIZE, false);
        assertThat(another.getByteBuffer().array()).isSameAs(memory);
        BufferUtil.append(another.getByteBuffer(), "kept".getBytes(StandardCharsets.US_ASCII));

        BufferUtil.clear(mine.getByteBuffer());
        assertThatThrownBy(mine::release).isInstanceOf(IllegalStateException.class);

        assertThat(BufferUtil.toString(another.getByteBuffer())).isEqualTo("kept");
        assertThat(another.getRetained()).isEqualTo(1);
        assertThat(buffers.acquire(SIZE, false).getByteBuffer().array()).isNotSameAs(memory);
    }

    @Test
    void aBufferGoesBackWithTheLastOfItsReleases() {
        RetainableByteBuffer.Mutable buffer = buffers.acquire(SIZE, false);
        buffer.retain();

        assertThat(buffer.release()).isFalse();
        assertThat(buffers.acquire(SIZE, false).getByteBuffer().array())
                .isNotSameAs(buffer.getByteBuffer().array());
        assertThat(buffer.release()).isTrue();
    }

    @Test
    void theHandlesOfAClientThatStartsAgainAreNotHandlesOfHandles() {
        assertThat(LeasedBuffers.of(buffers)).isSameAs(buffers);
    }
}
