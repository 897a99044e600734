package io.github.opencodeproxy.servlet.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The life of a circuit breaker. */
class BreakersTest {

    private static final String BOX = "http://box:4096";
    private static final Duration OPEN = Duration.ofNanos(Breaker.OPEN_NANOS);

    private final ManualClock clock = new ManualClock();
    private final Breakers breakers = new Breakers(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(BOX);
        }
    }

    @Test
    void opensWithTheLastOfFailuresInARow() {
        fail(Breaker.FAILURES - 1);
        assertThat(breakers.admit(BOX)).isZero();
        fail(1);
        assertThat(breakers.admit(BOX)).isEqualTo(OPEN.toNanos());
        assertThat(breakers.admit("http://other:4096")).isZero();
    }

    @Test
    void isStartedAnewByASuccess() {
        fail(Breaker.FAILURES - 1);
        breakers.answered(BOX);
        fail(Breaker.FAILURES - 1);
        assertThat(breakers.admit(BOX)).isZero();
    }

    @Test
    void countsNoFailuresOfLongAgo() {
        fail(Breaker.FAILURES - 1);
        clock.pass(Duration.ofMinutes(2));
        fail(1);
        assertThat(breakers.admit(BOX)).isZero();
    }

    @Test
    void letsOneTryWhenItHasBeenOpenForAWhile() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN);
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
        assertThat(breakers.admit(BOX)).isPositive();
    }

    @Test
    void closesWhenTheTrySucceeds() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN);
        breakers.admit(BOX);
        breakers.answered(BOX);
        assertThat(breakers.admit(BOX)).isZero();
        assertThat(breakers.size()).isZero();
    }

    @Test
    void opensAgainWhenTheTryFails() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN);
        breakers.admit(BOX);
        fail(1);
        assertThat(breakers.admit(BOX)).isEqualTo(OPEN.toNanos());
    }

    @Test
    void letsAnotherTryWhenTheFirstSaidNothing() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN);
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
        breakers.untried(BOX);
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
    }

    @Test
    void doesNotWaitForEverForATry() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN);
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
        clock.pass(OPEN);
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
    }

    @Test
    void isNotProlongedByWhatWasUnderWay() {
        fail(Breaker.FAILURES);
        clock.pass(OPEN.minusMillis(1));
        fail(100);
        clock.pass(Duration.ofMillis(1));
        assertThat(breakers.admit(BOX)).isEqualTo(Breaker.TRY);
    }

    @Test
    void keepsNoMoreServersThanItsBound() {
        for (int i = 0; i < Breakers.MOST + 100; i++) {
            breakers.failed("http://dead-" + i + ":4096");
        }
        assertThat(breakers.size()).isEqualTo(Breakers.MOST);
        clock.pass(Duration.ofMinutes(2));
        breakers.failed(BOX);
        assertThat(breakers.size()).isEqualTo(1);
    }
}
