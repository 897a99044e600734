package io.github.opencodeproxy.servlet.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void takesUpToTheLimitOfEachName() {
        assertThat(tally.take("ada", 2)).isTrue();
        assertThat(tally.take("ada", 2)).isTrue();
        assertThat(tally.take("ada", 2)).isFalse();
        assertThat(tally.take("bob", 2)).isTrue();
        tally.giveBack("ada");
        assertThat(tally.take("ada", 2)).isTrue();
    }

    @Test
    void keepsNoNameWithNothingOpen() {
        for (int i = 0; i < 10_000; i++) {
            tally.take("attacker-" + i, 1);
            tally.giveBack("attacker-" + i);
        }
        assertThat(tally.size()).isZero();
    }

    /** Names come and go at the same moment all the time; the limit holds at each. */
    @Test
    void neverExceedsTheLimitWhoeverComesAtOnce() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        if (tally.take("ada", 2)) {
                            most.accumulateAndGet(open.incrementAndGet(), Math::max);
                            open.decrementAndGet();
                            tally.giveBack("ada");
                        }
                    }
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(tally.size()).isZero();
    }
}
