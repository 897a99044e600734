package io.github.opencodeproxy.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API server begins to say why it refuses, and does not go on. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowerTest {

    /** Whatever limit it is given is over at once. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable alarm, long delay, TimeUnit unit) {
            return super.schedule(isAboutToClose ? follower::close : alarm, 0, unit);
        }
    };

    private boolean isAboutToClose;
    private FakeCluster cluster;
    private Follower<String> follower;

    @BeforeEach
    void startCluster(@TempDir Path folder) throws IOException {
        cluster = FakeCluster.http();
        cluster.stall("services", 403);
        follower = new Follower<>(
                ApiClient.of(cluster.access(folder)),
                Kind.SERVICES.path("team"),
                "",
                item -> Optional.empty(),
                timer,
                () -> {});
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
        timer.shutdownNow();
    }

    @Test
    void isNotWaitedForLongerThanItsTime() {
        assertThatThrownBy(follower::list).isInstanceOf(ApiException.class).hasMessageStartingWith("HTTP 403");
        assertThatThrownBy(() -> follower.watch(() -> {}))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("HTTP 403");
    }

    @Test
    void isNotWaitedForByWhoIsClosed() {
        isAboutToClose = true;

        assertThatThrownBy(follower::list).isInstanceOf(ApiException.class).hasMessageStartingWith("HTTP 403");
    }
}
