package io.github.opencodeproxy.servlet.config;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration file again and again, and hands on what it says when that has changed and is right as a whole.
 * A file that is wrong changes nothing and is said once in the log, with every problem.
 *
 * <p>It reads the file instead of having itself told of changes: Kubernetes exchanges a symbolic link, editors exchange the
 * file, and network file systems tell nothing. A change counts when two looks in a row have seen the same: a file that is
 * just being written may lack its last lines, and these may be what denies. When they have not, the next comes sooner and
 * sooner, so a file that changes all the time is followed as well; what is there at the sixteenth counts in any
 * case. A file that says nothing any more is taken for one that was lost: nobody denies everything by saying nothing.
 *
 * <p>On a thread of its own, because files may be slow.
 */
public final class ConfigWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    /** How often it looks unless told otherwise. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    /** How many looks in a row may see something else each time. */
    private static final int MOST_LOOKS = 16;

    /** The looks come closer from the second on, down to this part of the interval. */
    private static final int CLOSEST = 64;

    private static final String EMPTY = "it is empty. To take every rule away, write opencode.proxy.allow=none";

    private final Duration interval;
    private final Consumer<ProxyConfig> follower;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher = new Thread(this::watch, "opencode-proxy-config");

    /** What is in force. */
    private ConfigFile current;

    /** What was seen last. */
    private ConfigFile seen;

    /** How many looks in a row have seen something else than the one before. */
    private int restlessLooks;

    /** What was last found wrong; null when nothing was since the last change. */
    private @Nullable String complaint;

    private ConfigWatch(ConfigFile file, Duration interval, Consumer<ProxyConfig> follower) {
        this.current = file;
        this.seen = file;
        this.interval = interval;
        this.follower = follower;
        watcher.setDaemon(true);
        watcher.setContextClassLoader(ConfigWatch.class.getClassLoader());
    }

    /**
     * Starts to look.
     *
     * @param file the file, as it was when the configuration in force was read
     * @param interval how long to wait between two looks; more than zero
     * @param follower is given each new configuration, one at a time; what it throws is logged, and it is given the same again
     * @return the watch, to be closed when done
     */
    public static ConfigWatch start(ConfigFile file, Duration interval, Consumer<ProxyConfig> follower) {
        ConfigWatch watch = new ConfigWatch(file, interval, follower);
        watch.watcher.start();
        return watch;
    }

    private void watch() {
        try {
            while (!closing.await(nanosToWait(), TimeUnit.NANOSECONDS)) {
                lookAndGoOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Else the policy in force would stay for ever, and nobody would know. */
    private void lookAndGoOn() {
        try {
            look();
        } catch (Throwable notEvenTold) {
            // No memory for the log: the next look finds and tells the same.
        }
    }

    private long nanosToWait() {
        int halvings = Math.max(0, restlessLooks - 1);
        return Math.max(1, interval.toNanos() / Math.min(CLOSEST, 1 << halvings));
    }

    private void look() {
        try {
            ConfigFile now = current.again();
            boolean isSettled = now.saysTheSameAs(seen) || restlessLooks + 1 >= MOST_LOOKS;
            restlessLooks = isSettled ? 0 : restlessLooks + 1;
            seen = now;
            if (isSettled && !now.saysTheSameAs(current)) {
                follow(now);
            } else if (isSettled && complaint != null) {
                complaint = null;
                LOG.info("The configuration in {} is again the one that is in force.", now);
            }
        } catch (InvalidConfigException e) {
            // One line: what comes after a line break would look like another record.
            complain(FirstFew.of(e.problems(), "; "));
        } catch (Throwable e) {
            complain(e.toString());
        }
    }

    private void follow(ConfigFile now) {
        if (now.saysNothing()) {
            complain(EMPTY);
            return;
        }
        ProxyConfig config = now.read();
        Set<String> later = now.restartKeys(current);
        follower.accept(config);
        current = now;
        complaint = null;
        config.notices().forEach(LOG::warn);
        if (!later.isEmpty()) {
            LOG.warn("Changed, but without effect before the next start: {}", FirstFew.of(later, ", "));
        }
        LOG.info("The configuration in {} has changed and is in force. {}", now, config.summary());
    }

    private void complain(String problem) {
        restlessLooks = 0;
        if (!problem.equals(complaint)) {
            LOG.error("The configuration in {} is wrong; the last good one stays in force: {}", current, problem);
            // Not before: what could not be written has to be tried again.
            complaint = problem;
        }
    }

    /** Ends the thread; waits for it a moment. */
    @Override
    public void close() {
        closing.countDown();
        try {
            watcher.join(INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
