package io.github.opencodeproxy.servlet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class says in the log, as operators read it. */
public final class HeardLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Kept: the logging framework holds its loggers weakly. */
    private final Logger logger;

    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Listens from now on. */
    public HeardLog(Class<?> speaker) {
        logger = Logger.getLogger(speaker.getName());
        logger.addHandler(ear);
    }

    /** {@return level and message of each record} */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeHandler(ear);
    }
}
