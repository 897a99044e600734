package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Jetty would tell of requests, and what else it has to say. */
class WithoutRequestsTest {

    private static LogRecord record(Level level, @Nullable String logger, @Nullable String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        return record;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WARNING | util.HostPort | Bad Authority: [geheim]",
                "SEVERE | http.HttpParser | Encountered multiple `Host` headers: `geheim`",
                "WARNING | websocket.core.WebSocketCoreSession | Invalid outgoing frame: TEXT@1[<<<geheim>>>]",
                "FINE | server.Server | geheim"
            })
    void whatQuotesRequestsIsLeftOut(String level, String logger, String message) {
        assertThat(new WithoutRequests(null)
                        .isLoggable(record(Level.parse(level), "org.eclipse.jetty." + logger, message)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "handleException /a;t=geheim/b java.io.IOException: x | handleException /a… java.io.IOException: x",
                "Stopped without closing r=GET http://h/a?t=geheim,x | Stopped without closing r=GET http://h/a…",
                "/a%3ft=geheim | /a…",
                "Accept Failure | Accept Failure"
            })
    void otherWarningsPassWithoutWhatComesBehindAPath(String message, String rest) {
        LogRecord warning = record(Level.WARNING, "org.eclipse.jetty.ee11.servlet.ServletChannel", message);

        assertThat(new WithoutRequests(null).isLoggable(warning)).isTrue();
        assertThat(warning.getMessage()).isEqualTo(rest);
    }

    @Test
    void ourOwnRecordsAndThoseWithoutAnyWordsPassAsTheyAre() {
        LogRecord own = record(Level.FINE, "io.github.opencodeproxy.sample.Sample", "a?b");
        assertThat(new WithoutRequests(null).isLoggable(own)).isTrue();
        assertThat(own.getMessage()).isEqualTo("a?b");
        assertThat(new WithoutRequests(null).isLoggable(record(Level.INFO, null, null)))
                .isTrue();
    }

    @Test
    void theOperatorsFilterIsAskedToo() {
        LogRecord warning = record(Level.WARNING, "org.eclipse.jetty.server.Server", "x");

        assertThat(new WithoutRequests(record -> false).isLoggable(warning)).isFalse();
    }
}
