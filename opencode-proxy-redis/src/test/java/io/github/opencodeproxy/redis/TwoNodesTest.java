package io.github.opencodeproxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway of two nodes: two proxies in two containers, one server, one Redis. */
class TwoNodesTest {

    private static final Rate FIVE = new Rate(1, 5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Rate PLENTY = new Rate(10_000, 10_000);

    private static RunningProxy node(RedisRates rates, RawUpstream upstream) {
        return RunningProxy.with(
                options -> options.rateStore(rates)
                        .identity(Identity.header("kubeflow-userid"))
                        .quotas(Quotas.defaults().withRates(FIVE, PLENTY)),
                upstream.url());
    }

    private static int get(RunningProxy node, RawUpstream upstream, String user) throws Exception {
        return node.get("/api/proxy/x", "X-Target-Server", upstream.url(), "kubeflow-userid", user)
                .statusCode();
    }

    private static void awaitConnection(RedisRates rates) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !rates.take("user", "warm-up", PLENTY)
                        .toCompletableFuture()
                        .handle((verdict, gone) -> gone != null)
                        .get(5, TimeUnit.SECONDS));
    }

    /**
     * How many requests of a user who is new both nodes allow until both refuse: five together, or five each, and one for
     * each second that it takes. Asked again where the machine was so slow that the two look alike.
     */
    private static int allowed(RunningProxy one, RunningProxy two, RawUpstream upstream) throws Exception {
        String user = "user-" + System.nanoTime();
        int allowed = 0;
        for (RunningProxy node : new RunningProxy[] {one, two}) {
            int status = 200;
            for (int i = 0; i < 50 && status == 200; i++) {
                status = get(node, upstream, user);
                allowed += status == 200 ? 1 : 0;
            }
            assertThat(status).as("nobody is let through without a limit").isEqualTo(429);
        }
        return allowed;
    }

    @Test
    void oneUserHasOneRateOnBothAndEachNodeItsOwnWhileRedisIsGone() throws Exception {
        try (RunningRedis redis = RunningRedis.start();
                RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RedisRates oneRates = RedisRates.at(redis.uri());
                RedisRates twoRates = RedisRates.at(redis.uri());
                RunningProxy one = node(oneRates, upstream);
                RunningProxy two = node(twoRates, upstream)) {
            awaitConnection(oneRates);
            awaitConnection(twoRates);
            await().atMost(PATIENCE).until(() -> allowed(one, two, upstream) < 10);

            redis.kill();
            // Nobody is locked out: five on each node.
            await().atMost(PATIENCE).until(() -> allowed(one, two, upstream) >= 10);

            redis.run();
            awaitConnection(oneRates);
            awaitConnection(twoRates);
            await().atMost(PATIENCE).until(() -> allowed(one, two, upstream) < 10);
        }
    }
}
