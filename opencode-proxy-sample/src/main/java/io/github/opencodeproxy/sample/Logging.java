package io.github.opencodeproxy.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The log: one line per record on standard error, unless the usual {@code java.util.logging} properties say otherwise. */
final class Logging {

    /** Its debug records print request headers, credentials among them. */
    private static final String TALKATIVE = "org.eclipse.jetty";

    private Logging() {}

    static void configure() {
        boolean isConfigured = System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
        if (!isConfigured) {
            readOwn();
        }
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(withoutSecrets(handler.getFilter()));
        }
    }

    private static void readOwn() {
        try (InputStream properties = Logging.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        } catch (IOException e) {
            throw new UncheckedIOException("logging.properties cannot be read", e);
        }
    }

    /** Levels can be lowered for any logger below Jetty's; a filter at the end of the line catches them all. */
    private static Filter withoutSecrets(@Nullable Filter configured) {
        return record -> {
            String logger = record.getLoggerName();
            boolean isTalk = logger != null
                    && logger.startsWith(TALKATIVE)
                    && record.getLevel().intValue() < Level.INFO.intValue();
            return !isTalk && (configured == null || configured.isLoggable(record));
        };
    }
}
