package io.github.opencodeproxy.sample;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same as the small heap of {@link ScarcityTest}, with bodies that are sixteen times the heap. */
@Timeout(300)
class LargeBodiesIT {

    @Test
    @DisplayName("F42 1 GB bodies, 8 at a time up and down, through 64 MB of heap")
    void gigabytesThroughASmallHeap() throws Exception {
        ScarcityTest.carry(200, 8, 1_000_000_000L);
    }
}
