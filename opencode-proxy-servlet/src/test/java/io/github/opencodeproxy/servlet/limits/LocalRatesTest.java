package io.github.opencodeproxy.servlet.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The buckets of one process. */
class LocalRatesTest {

    private static final Rate RATE = new Rate(10, 3);

    private final ManualClock clock = new ManualClock();
    private final LocalRates rates = new LocalRates(clock);

    private RateVerdict take(String name) {
        return rates.take("user", name, RATE).toCompletableFuture().join();
    }

    @Test
    void takesABurstAndThenSaysWhenTheNextIsDue() {
        assertThat(take("ada")).isEqualTo(RateVerdict.ALLOWED);
        assertThat(take("ada")).isEqualTo(RateVerdict.ALLOWED);
        assertThat(take("ada")).isEqualTo(RateVerdict.ALLOWED);

        assertThat(take("ada")).isEqualTo(new RateVerdict(Duration.ofMillis(100).toNanos()));
    }

    @Test
    void fillsUpExactly() {
        for (int i = 0; i < 3; i++) {
            take("ada");
        }
        clock.pass(Duration.ofMillis(100).minusNanos(1));
        assertThat(take("ada")).isEqualTo(new RateVerdict(1));
        clock.pass(Duration.ofNanos(1));
        assertThat(take("ada").isAllowed()).isTrue();
        assertThat(take("ada").isAllowed()).isFalse();

        // Never more than the burst, however long the rest.
        clock.pass(Duration.ofDays(3));
        for (int i = 0; i < 3; i++) {
            assertThat(take("ada").isAllowed()).isTrue();
        }
        assertThat(take("ada").isAllowed()).isFalse();
    }

    @Test
    void refusalsDoNotLockAnybodyOut() {
        for (int i = 0; i < 1_000; i++) {
            take("ada");
        }
        clock.pass(Duration.ofMillis(100));
        assertThat(take("ada").isAllowed()).isTrue();
    }

    @Test
    void countsEachUserAndEachServerOnItsOwn() {
        for (int i = 0; i < 4; i++) {
            take("ada");
        }
        assertThat(take("ada").isAllowed()).isFalse();
        assertThat(take("bob").isAllowed()).isTrue();
        assertThat(rates.take("target", "ada", RATE)
                        .toCompletableFuture()
                        .join()
                        .isAllowed())
                .isTrue();
    }

    @Test
    void keepsNoMoreNamesThanItsBoundAndLetsTheNewOnesShare() {
        int names = LocalRates.MOST + 1_000;
        int refused = 0;
        for (int i = 0; i < names; i++) {
            refused += take("attacker-" + i).isAllowed() ? 0 : 1;
        }
        assertThat(rates.size("user")).isEqualTo(LocalRates.MOST);
        // Those who found no room had the burst of one.
        assertThat(refused).isEqualTo(1_000 - RATE.burst());
        // Who was there before is not touched.
        assertThat(take("attacker-0").isAllowed()).isTrue();
    }

    @Test
    void forgetsWhoHasRested() {
        for (int i = 0; i < LocalRates.MOST; i++) {
            take("guest-" + i);
        }
        clock.pass(Duration.ofSeconds(1));
        assertThat(take("ada").isAllowed()).isTrue();
        assertThat(rates.size("user")).isEqualTo(1);
    }

    @Test
    void doesNotForgetWhoHasNotRested() {
        for (int i = 0; i < LocalRates.MOST; i++) {
            take("guest-" + i);
        }
        for (int i = 0; i < 3; i++) {
            take("guest-7");
        }
        clock.pass(Duration.ofMillis(150));
        take("ada");
        assertThat(take("guest-7").isAllowed()).isTrue();
        assertThat(take("guest-7").isAllowed()).isFalse();
    }
}
