package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.operations.AccessLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log: one line per record on standard error, and the access log on standard output, unless the usual {@code java.util.logging} properties say otherwise.
 */
final class Logging {

    private Logging() {}

    static void configure() {
        if (!isConfiguredElsewhere()) {
            readOwn();
        }
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(new WithoutRequests(handler.getFilter()));
        }
    }

    /**
     * {@return the access log} Its lines go to standard output as they are. Where the operator has a configuration of the
     * log, they go through it instead, by the logger {@value AccessLog#LOGGER}.
     *
     * <p>Not by {@code System.out}, which does not say when a line could not be written. The short way is cheaper, and it is still there when the process ends: {@code java.util.logging} closes its
     * handlers as soon as that begins, and then there are requests left to be finished.
     */
    static AccessLog accessLog() {
        return isConfiguredElsewhere() ? AccessLog.toLogger() : AccessLog.to(new FileOutputStream(FileDescriptor.out));
    }

    private static boolean isConfiguredElsewhere() {
        return System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
    }

    private static void readOwn() {
        try (InputStream properties = Logging.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        } catch (IOException e) {
            throw new UncheckedIOException("logging.properties cannot be read", e);
        }
    }
}
