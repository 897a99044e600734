package io.github.opencodeproxy.sample;

import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of the log what Jetty would tell of requests: queries, header fields and bodies. Its other warnings pass. Levels can
 * be lowered for any of its loggers; a filter at the end of the line catches them all.
 */
final class WithoutRequests implements Filter {

    private static final String JETTY = "org.eclipse.jetty";

    /** All that these have to say quotes a request: the authority, and two {@code Host} fields. */
    private static final Set<String> SILENT =
            Set.of("org.eclipse.jetty.util.HostPort", "org.eclipse.jetty.http.HttpParser");

    /** What follows is the frame with the beginning of what is in it. */
    private static final String WITH_A_BODY = "Invalid outgoing frame";

    /** A path's parameters and what comes behind the path, as the access log leaves them out too. */
    private static final Pattern BEHIND_A_PATH = Pattern.compile("(?:[?;]|%3[Ff])\\S*");

    private final @Nullable Filter next;

    /**
     * Stands before another filter.
     *
     * @param next what the operator has configured; null for nothing
     */
    WithoutRequests(@Nullable Filter next) {
        this.next = next;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName();
        if (logger != null && logger.startsWith(JETTY)) {
            String message = String.valueOf(record.getMessage());
            if (record.getLevel().intValue() < Level.INFO.intValue()
                    || SILENT.contains(logger)
                    || message.startsWith(WITH_A_BODY)) {
                return false;
            }
            record.setMessage(BEHIND_A_PATH.matcher(message).replaceAll("…"));
        }
        return next == null || next.isLoggable(record);
    }
}
