package io.github.opencodeproxy.sample;

import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A record as one line: time, level, logger, message. What could break or colour a line is escaped, because parts of a
 * message may come from the network. The trace of an exception follows on lines of its own, indented.
 */
public final class LineFormatter extends Formatter {

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(160)
                .append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(record.getLevel().getName())
                .append(' ')
                .append(shortName(record.getLoggerName()))
                .append(": ");
        appendEscaped(line, formatMessage(record));
        for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
            appendTrace(line, cause);
        }
        return line.append('\n').toString();
    }

    private static void appendTrace(StringBuilder line, Throwable cause) {
        appendEscaped(line.append("\n    "), cause.toString());
        for (StackTraceElement frame : cause.getStackTrace()) {
            line.append("\n        at ").append(frame);
        }
    }

    private static String shortName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void appendEscaped(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // U+2028 and U+2029 are line breaks to some readers of logs, and U+0085 to others.
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
