package io.github.opencodeproxy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void waitsTwiceAsLongEachTimeUpToItsLimit() {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(5), () -> 0);

        assertThat(Stream.generate(backOff::next).limit(5).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 5L, 5L);
        backOff.reset();
        assertThat(backOff.next()).hasSeconds(1);
    }

    @Test
    void goesOnAtItsLimitAfterWhatOnlyAPersonCanChange() {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(5), () -> 0);

        assertThat(backOff.longest()).hasSeconds(5);
        assertThat(backOff.next()).hasSeconds(5);
    }

    @Test
    void leavesHalfOfTheWaitToChanceAndNeverWaitsLonger() {
        assertThat(new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(5), () -> 1).next())
                .hasSeconds(1);
        assertThat(new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(5), () -> 0.5).next())
                .hasMillis(1_500);
    }
}
