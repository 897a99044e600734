package io.github.opencodeproxy.servlet.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.time.Duration;
import java.util.Objects;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parametrizable;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of a refusal, as a parser of RFC 9651 reads them. */
class RefusalsTest {

    @Test
    void aRateSaysItsBucketAndWhenTheNextRequestIsDue() {
        RequestRefusedException refusal = Refusals.tooFast(
                "user", new Rate(50, 200), Duration.ofMillis(20).toNanos());

        assertThat(refusal.code().status()).isEqualTo(429);
        assertThat(refusal.fields().first("Retry-After")).hasValue("1");
        assertThat(parameter(refusal, "RateLimit-Policy", "user", "q")).isEqualTo(200L);
        assertThat(parameter(refusal, "RateLimit-Policy", "user", "w")).isEqualTo(4L);
        assertThat(parameter(refusal, "RateLimit", "user", "r")).isEqualTo(0L);
        assertThat(parameter(refusal, "RateLimit", "user", "t")).isEqualTo(1L);
    }

    @Test
    void streamsSayThatTheyAreCountedWhileTheyAreOpen() {
        RequestRefusedException refusal = Refusals.tooManyStreams("target", 64);

        assertThat(refusal.code().status()).isEqualTo(429);
        assertThat(parameter(refusal, "RateLimit-Policy", "target-streams", "q"))
                .isEqualTo(64L);
        assertThat(parameter(refusal, "RateLimit-Policy", "target-streams", "qu"))
                .isEqualTo("concurrent-requests");
        assertThat(parameter(refusal, "RateLimit", "target-streams", "r")).isEqualTo(0L);
        assertThat(refusal.fields().first("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000000000, 1", "1000000001, 2", "4999999999, 5"})
    void secondsAreRoundedUp(long nanos, String seconds) {
        assertThat(Refusals.circuitOpen(nanos).fields().first("Retry-After")).hasValue(seconds);
    }

    private static Object parameter(RequestRefusedException refusal, String field, String policy, String name) {
        String value = refusal.fields().first(field).orElseThrow();
        ListElement<?> only = (ListElement<?>) Parser.parseList(value).get().get(0);
        assertThat(only.get()).isEqualTo(policy);
        Item<?> found = ((Parametrizable<?>) only).getParams().get(name);
        return Objects.requireNonNull(found, name).get();
    }
}
