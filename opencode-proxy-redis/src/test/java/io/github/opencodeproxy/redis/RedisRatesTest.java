package io.github.opencodeproxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.servlet.limits.RateVerdict;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two nodes and a real Redis, of which one may be missing. */
class RedisRatesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Fills up too slowly to matter within a test. */
    private static final Rate FIVE = new Rate(1, 5);

    private static RateVerdict take(RedisRates node, String user) throws Exception {
        return node.take("user", user, FIVE).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static boolean answers(RedisRates node) {
        try {
            take(node, "somebody " + System.nanoTime());
            return true;
        } catch (Exception gone) {
            return false;
        }
    }

    private static RedisRates node(RunningRedis redis) {
        RedisRates node = RedisRates.at(redis.uri());
        await().atMost(PATIENCE).until(() -> answers(node));
        return node;
    }

    @Test
    void twoNodesShareOneBucket() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RedisRates one = node(redis);
                RedisRates two = node(redis)) {
            for (int i = 0; i < 5; i++) {
                assertThat(take(i % 2 == 0 ? one : two, "ada").isAllowed()).isTrue();
            }
            assertThat(take(one, "ada").isAllowed()).isFalse();
            RateVerdict refused = take(two, "ada");
            assertThat(refused.nanosToWait()).isBetween(1L, TimeUnit.SECONDS.toNanos(1));
            assertThat(take(two, "bob").isAllowed()).isTrue();
        }
    }

    @Test
    void nothingIsLeftInRedisThatNamesAnybodyOrStays() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RedisRates node = node(redis);
                RedisClient client = RedisClient.create(redis.uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            take(node, "ada@example.com");
            RedisCommands<String, String> commands = connection.sync();
            assertThat(commands.keys("*"))
                    .isNotEmpty()
                    .allMatch(key -> key.startsWith("opencode-proxy:user:1:5:"))
                    .noneMatch(key -> key.contains("ada"))
                    .allMatch(key -> commands.pttl(key) > 0 && commands.pttl(key) <= 20_000);
        }
    }

    @Test
    void aRedisThatDiesIsMissedOnceASecondAndUsedAgainWhenItIsBack() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RedisRates node = node(redis)) {
            redis.kill();
            await().atMost(PATIENCE).until(() -> !answers(node));
            // Known at once from now on: nobody waits.
            assertThat(node.take("user", "ada", FIVE).toCompletableFuture()).isCompletedExceptionally();

            redis.run();
            await().atMost(PATIENCE).until(() -> answers(node));
            for (int i = 0; i < 5; i++) {
                assertThat(take(node, "ada").isAllowed()).isTrue();
            }
            assertThat(take(node, "ada").isAllowed()).isFalse();
        }
    }

    @Test
    void aRedisThatIsSilentIsNotWaitedFor() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RedisRates node = node(redis)) {
            redis.signal("STOP");
            try {
                await().atMost(PATIENCE).until(() -> !answers(node));
            } finally {
                redis.signal("CONT");
            }
            await().atMost(PATIENCE).until(() -> answers(node));
        }
    }

    @Test
    void aRedisThatComesLaterIsFound() throws Exception {
        try (RunningRedis redis = RunningRedis.start()) {
            redis.kill();
            try (RedisRates node = RedisRates.at(redis.uri())) {
                await().atMost(PATIENCE).until(() -> !answers(node));
                redis.run();
                await().atMost(PATIENCE).until(() -> answers(node));
            }
        }
    }

    @Test
    void itsPasswordIsNotShown() {
        try (RedisRates node = RedisRates.at("redis://:geheim-7d1f@127.0.0.1:1")) {
            assertThat(node).hasToString("RedisRates[127.0.0.1:1]");
        }
        assertThatThrownBy(() -> RedisRates.at("http://:geheim-7d1f@127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RedisRates node = node(redis)) {
            assertThat(node).isNotNull();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("lettuce-")));
    }
}
