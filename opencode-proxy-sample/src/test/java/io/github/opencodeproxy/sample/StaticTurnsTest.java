package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticTurnsTest {

    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final StaticTurns turns = new StaticTurns(2, 1);

    private boolean run(String name) {
        return turns.run(pool::add, () -> done.add(name));
    }

    @Test
    void thoseBeyondWaitWithoutAThreadAndTheRestIsRefused() {
        assertThat(run("a")).isTrue();
        assertThat(run("b")).isTrue();
        assertThat(run("c")).isTrue();
        assertThat(run("d")).isFalse();
        assertThat(pool).hasSize(2);

        pool.remove().run();

        assertThat(pool).hasSize(2);
        assertThat(run("e")).isTrue();
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertThat(done).containsExactly("a", "b", "c", "e");
    }

    @Test
    void aJobThatThrowsGivesItsTurnBack() {
        for (int i = 0; i < 4; i++) {
            turns.run(pool::add, () -> {
                throw new IllegalStateException("broken");
            });
            assertThatThrownBy(pool.remove()::run).hasMessage("broken");
        }
        assertThat(run("a")).isTrue();
        assertThat(run("b")).isTrue();
        assertThat(pool).hasSize(2);
    }
}
