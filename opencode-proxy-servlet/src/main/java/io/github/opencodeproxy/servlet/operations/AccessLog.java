package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each request as one line of JSON when it is over: never a query, a header or a body.
 *
 * <p>The thread that hears of a request leaves a note and goes on; a daemon thread of this object's own writes the lines, in
 * small groups. When it cannot keep up, because the disk is full or slow, lines are lost and counted, and requests are
 * served as ever. The log says itself how many it lost: {@code {"time":"…","accessLogDropped":17}}, counted from the
 * beginning.
 *
 * <p>Safe for use by many threads. To be closed after the servlet.
 */
public final class AccessLog implements ProxyListener, AutoCloseable {

    /** The logger that lines go to, at level INFO. */
    public static final String LOGGER = "opencode.proxy.access";

    private static final int CAPACITY = 8_192;
    private static final int LINES_AT_ONCE = 100;
    /** Waking the writer for every request would cost more than writing the line. */
    private static final Duration GATHERING = Duration.ofMillis(10);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final LineSink sink;
    private final BooleanSupplier isWanted;
    private final Clock clock;
    private final BlockingQueue<Note> notes;
    private final Map<String, String> rules = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer = new Thread(this::write, "access-log");

    private long toldDropped;

    AccessLog(LineSink sink, BooleanSupplier isWanted, int capacity, Clock clock) {
        this.sink = sink;
        this.isWanted = isWanted;
        this.clock = clock;
        notes = new ArrayBlockingQueue<>(capacity);
        writer.setDaemon(true);
        // A web application's thread that kept its creator's loader would keep somebody else's application alive.
        writer.setContextClassLoader(AccessLog.class.getClassLoader());
        writer.start();
    }

    /**
     * {@return a log whose lines go to the logger {@value #LOGGER}} Where that level is off, nothing is gathered either.
     */
    public static AccessLog toLogger() {
        Logger logger = LoggerFactory.getLogger(LOGGER);
        return new AccessLog(LineSink.each(logger::info), logger::isInfoEnabled, CAPACITY, Clock.systemUTC());
    }

    /**
     * {@return a log whose lines go where the caller says}
     *
     * @param sink takes a line without an end, in ASCII; called by one thread at a time, may wait, and may throw when the
     *     line cannot be written; not null
     */
    public static AccessLog to(Consumer<String> sink) {
        return new AccessLog(LineSink.each(sink), () -> true, CAPACITY, Clock.systemUTC());
    }

    /**
     * {@return a log that writes to a stream, many lines at once where there are many} Cheaper than line by line; closing the
     * log does not close the stream.
     *
     * @param stream where to, used by one thread at a time and not buffered by anything; may wait and may fail; not null
     */
    public static AccessLog to(OutputStream stream) {
        return new AccessLog(LineSink.stream(stream), () -> true, CAPACITY, Clock.systemUTC());
    }

    /** {@return how many lines were lost since the beginning, because nobody could write them} */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void denied(ClientRequest request, ProblemCode code, String rule) {
        rules.put(request.id(), rule);
    }

    @Override
    public void finished(ClientRequest request, Outcome outcome) {
        String rule = rules.isEmpty() ? null : rules.remove(request.id());
        if (isWanted.getAsBoolean()
                && (isClosing() || !notes.offer(AccessLine.of(clock.millis(), request, rule, outcome)))) {
            dropped.increment();
        }
    }

    @Override
    public void checked(ClientRequest request, ServerUrl target, Decision decision) {
        if (isWanted.getAsBoolean()
                && (isClosing() || !notes.offer(CheckLine.of(clock.millis(), request, target, decision)))) {
            dropped.increment();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void write() {
        List<Note> batch = new ArrayList<>();
        try {
            while (!isClosing()) {
                batch.add(notes.take());
                boolean unused = closing.await(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
                writeAll(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeAll(batch);
    }

    private void writeAll(List<Note> batch) {
        notes.drainTo(batch);
        List<String> lines = new ArrayList<>();
        for (Note note : batch) {
            if (note != Wake.UP) {
                lines.add(note.json());
            }
            if (lines.size() == LINES_AT_ONCE) {
                print(lines);
            }
        }
        batch.clear();
        print(lines);
        tellDropped();
    }

    private void print(List<String> lines) {
        if (!lines.isEmpty()) {
            dropped.add(lines.size() - sink.write(lines));
            lines.clear();
        }
    }

    private void tellDropped() {
        long count = dropped.sum();
        if (count != toldDropped && sink.write(List.of(AccessLine.dropped(clock.millis(), count))) == 1) {
            toldDropped = count;
        }
    }

    /** Writes what is waiting, for at most 5 seconds; what cannot be written by then counts as lost. */
    @Override
    public void close() {
        closing.countDown();
        // Not an interrupt: it would close the file of an appender that is just writing. A full queue needs no waking.
        boolean unused = notes.offer(Wake.UP);
        try {
            writer.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Note> lost = new ArrayList<>();
        notes.drainTo(lost);
        dropped.add(lost.stream().filter(note -> note != Wake.UP).count());
    }

    /** What the writer finds in its queue. */
    sealed interface Note permits AccessLine, CheckLine, Wake {

        /** {@return what is to be written} */
        String json();
    }

    enum Wake implements Note {
        UP;

        @Override
        public String json() {
            return "";
        }
    }
}
