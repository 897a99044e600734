package io.github.opencodeproxy.servlet.notebook;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that does something, as opposed to one that only looks. It counts when its server has taken it; one whose client
 * left before does not. A prompt puts an agent to work, of which the events tell the rest; only a client that hears none and
 * waits for the answer says by that when it is done.
 */
public final class Deed {

    /** {@code /session/{id}/message} and its like answer when the agent is done, the others at once. */
    private static final Pattern PROMPT = Pattern.compile("(?:/api)?/session/([A-Za-z0-9_-]{1,128})"
            + "/(?:message|command|shell|summarize|init|prompt_async|prompt|compact)");

    private static final Pattern WAITING = Pattern.compile("/session/[^/]+/(?:message|command|shell|summarize|init)");

    /** What pages do by themselves: log, size a terminal and ask for its ticket, keep in step. */
    private static final Pattern BY_ITSELF = Pattern.compile("/log|(?:/api)?/pty/.*|/sync/.*|/tui/control/.*");

    /** Of a request that only looks. */
    public static final Deed NONE = new Deed(null, null, "", "");

    private final @Nullable Activity activity;
    private final @Nullable ServerWork work;
    private final String session;
    private final boolean isWaiting;

    private final AtomicBoolean isOver = new AtomicBoolean();

    private volatile boolean isAnswered;
    private volatile boolean isTaken;
    private volatile boolean isWhole;

    private Deed(@Nullable Activity activity, @Nullable ServerWork work, String session, String path) {
        this.activity = activity;
        this.work = work;
        this.session = session;
        isWaiting = WAITING.matcher(path).matches();
    }

    static Deed of(Activity activity) {
        return new Deed(activity, null, "", "");
    }

    /** A prompt, from now on under way. */
    static Deed prompt(Activity activity, ServerWork work, String session, Scope scope, String path) {
        work.prompted(session, scope);
        return new Deed(activity, work, session, path);
    }

    static boolean isOne(String method, String path) {
        return !method.equals("GET")
                && !method.equals("HEAD")
                && !BY_ITSELF.matcher(path).matches();
    }

    static Optional<String> promptedSession(String path) {
        Matcher prompt = PROMPT.matcher(path);
        return prompt.matches() ? Optional.of(prompt.group(1)) : Optional.empty();
    }

    /**
     * The server's head is here.
     *
     * @param status its status
     */
    public void answered(int status) {
        isTaken = status < 400;
        isAnswered = true;
        if (isTaken && activity != null) {
            activity.touched();
        }
    }

    /** It never reached the server. */
    public void undone() {
        isAnswered = true;
    }

    /** The client has all of the answer. */
    public void completed() {
        isWhole = true;
    }

    /** It is over, completed or not. Only the first counts. */
    public void over() {
        if (work == null || !isOver.compareAndSet(false, true)) {
            return;
        }
        if (!isAnswered) {
            work.abandoned(session);
        } else if (!isTaken) {
            work.refused(session);
        } else if (isWhole && isWaiting) {
            work.answered(session);
        } else {
            work.taken(session);
        }
        work.release();
    }
}
