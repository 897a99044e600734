package io.github.opencodeproxy.servlet.notebook;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the agents of one server. Its news comes from the event streams that clients read; while there is none that
 * tells of everything, and an agent works, from a {@link Watch} of ours. What nobody looks at counts for {@link #BLIND} more and
 * is then forgotten. Safe for use by many threads; never waits.
 */
final class ServerWork {

    /** How long an agent is believed to work without anybody being able to see it. */
    static final Duration BLIND = Duration.ofMinutes(10);

    /** More at a time is not told apart. */
    private static final int MAX_SESSIONS = 200;

    private static final int LONGEST_ID = 128;

    /** Of one session. */
    private static final int MAX_QUESTIONS = 16;

    /** In how many projects one watch asks. */
    private static final int MAX_DIRECTORIES = 16;

    /** A session in which an agent works, or waits for its user. */
    private static final class Session {

        private final Scope scope;
        private int prompts;
        /** By id, because each stream of the server tells of them. */
        private final Set<String> questions = new HashSet<>();
        /** The server has said so, as opposed to somebody who has asked it to. */
        private boolean isSure;
        /** The server has taken a prompt. */
        private boolean isTaken;
        /** 0 while somebody sees it. */
        private long unseenMillis;

        private long turn;

        Session(Scope scope) {
            this.scope = scope;
        }
    }

    private final Clock clock;
    private final Watchtower watchtower;
    private final Runnable onWork;
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private int holders;
    private int streams;
    private long turns;
    private @Nullable Access access;
    private @Nullable Watch watch;
    private boolean isWatchSound;

    /** {@code onWork} is run when there is a sign of work. */
    ServerWork(Clock clock, Watchtower watchtower, Runnable onWork) {
        this.clock = clock;
        this.watchtower = watchtower;
        this.onWork = onWork;
    }

    /** Somebody reaches the server, and tells us what comes of it until he {@linkplain #release lets go}. */
    synchronized void hold(Access latest) {
        holders++;
        if (latest.isKeepable()) {
            access = latest;
        }
    }

    synchronized void release() {
        holders--;
    }

    /** A client's stream tells of everything from now on. */
    synchronized void streamBegins() {
        streams++;
        look();
    }

    synchronized void streamEnds() {
        streams--;
        look();
    }

    synchronized void heard(OpenCodeEvent event, Scope scope) {
        String session = event.session();
        switch (event.kind()) {
            case WORK -> {
                onWork.run();
                return;
            }
            case STARTED -> runs(session, scope);
            case ENDED -> ends(session);
            case STATUS -> {
                if (event.status().equals("idle")) {
                    ends(session);
                } else {
                    // Busy, or about to try again.
                    runs(session, scope);
                }
            }
            case ASKED -> {
                runs(session, scope);
                asks(session, event.question());
            }
            case ANSWERED -> isAnswered(session, event.question());
            case NOTHING -> {
                return;
            }
        }
        look();
    }

    private void runs(String id, Scope scope) {
        Session session = known(id, scope);
        if (session != null) {
            session.isSure = true;
            session.unseenMillis = 0;
            session.turn = ++turns;
            onWork.run();
        }
    }

    private @Nullable Session known(String id, Scope scope) {
        boolean hasRoom = sessions.size() < MAX_SESSIONS || sessions.containsKey(id);
        boolean isOne = !id.isEmpty() && id.length() <= LONGEST_ID;
        return hasRoom && isOne ? sessions.computeIfAbsent(id, missing -> new Session(scope)) : null;
    }

    private void ends(String id) {
        Session ended = sessions.remove(id);
        if (ended != null && ended.isSure) {
            onWork.run();
        }
    }

    private void asks(String id, String question) {
        Session session = sessions.get(id);
        if (session != null && session.questions.size() < MAX_QUESTIONS && question.length() <= LONGEST_ID) {
            session.questions.add(question);
        }
    }

    private void isAnswered(String id, String question) {
        Session session = sessions.get(id);
        if (session != null && session.questions.remove(question)) {
            onWork.run();
        }
    }

    /** Somebody asks an agent to work. It does, as far as we know, for as long as he waits. */
    synchronized void prompted(String id, Scope scope) {
        Session session = known(id, scope);
        if (session != null) {
            session.prompts++;
            session.turn = ++turns;
        }
    }

    /** The server would not. */
    synchronized void refused(String id) {
        promptEnds(id);
        Session session = sessions.get(id);
        if (session != null && session.prompts == 0 && !session.isSure) {
            sessions.remove(id);
        }
        look();
    }

    /** The agent has said all. Whoever hears events is told by these; of a prompt that nobody else has seen, this is all. */
    synchronized void answered(String id) {
        promptEnds(id);
        Session session = sessions.get(id);
        if (session != null && session.prompts == 0 && (streams == 0 || !session.isSure)) {
            sessions.remove(id);
        }
        look();
    }

    /** The server has taken it, and the rest is to be seen. If no event says anything it is forgotten like what is unseen. */
    synchronized void taken(String id) {
        promptEnds(id);
        Session session = sessions.get(id);
        if (session != null) {
            session.isTaken = true;
            session.unseenMillis = session.isSure ? session.unseenMillis : clock.millis();
        }
        look();
    }

    /** Its client has left, or it broke: it counts no more, but whether an agent works is to be seen. */
    synchronized void abandoned(String id) {
        promptEnds(id);
        Session session = sessions.get(id);
        if (session != null && !session.isSure && session.unseenMillis == 0) {
            session.unseenMillis = clock.millis();
        }
        look();
    }

    private void promptEnds(String id) {
        Session session = sessions.get(id);
        if (session != null && session.prompts > 0) {
            session.prompts--;
        }
    }

    /** Sees to it that somebody looks as long as there is work. */
    private void look() {
        forget();
        Watch watching = watch;
        // While somebody waits for the answer to a prompt, that tells enough.
        boolean isNeeded = streams == 0 && sessions.values().stream().anyMatch(session -> session.prompts == 0);
        if (watching != null && !isNeeded && (sessions.isEmpty() || isWatchSound)) {
            watch = null;
            watching.end();
        } else if (watching == null && isNeeded) {
            unseen();
            isWatchSound = false;
            watch = access == null ? null : watchtower.watch(this, access);
        }
    }

    private void unseen() {
        long now = clock.millis();
        sessions.values().stream()
                .filter(session -> session.unseenMillis == 0)
                .forEach(session -> session.unseenMillis = now);
    }

    private void forget() {
        long now = clock.millis();
        sessions.values()
                .removeIf(session -> session.prompts == 0
                        && session.unseenMillis != 0
                        && now - session.unseenMillis >= BLIND.toMillis());
    }

    /** {@return what to ask for, once a watch hears events} */
    synchronized Question question() {
        Set<String> directories = sessions.values().stream()
                .flatMap(session -> Stream.ofNullable(session.scope.directory()))
                .distinct()
                .limit(MAX_DIRECTORIES)
                .collect(Collectors.toUnmodifiableSet());
        return new Question(directories, turns);
    }

    /**
     * What a watch asks for.
     *
     * @param directories in which to ask for what runs
     * @param turn what happened later is news
     */
    record Question(Set<String> directories, long turn) {}

    /** A watch was told what runs in a directory: what does not has ended while nobody looked. One that was given up is not believed. */
    synchronized void told(Watch by, String directory, Set<String> running, long turn) {
        if (watch != by) {
            return;
        }
        sessions.entrySet().removeIf(each -> {
            Session session = each.getValue();
            return !running.contains(each.getKey())
                    && directory.equals(session.scope.directory())
                    && session.prompts == 0
                    && session.turn <= turn;
        });
        running.forEach(id -> runs(id, new Scope(directory)));
    }

    /** A watch has asked for everything. */
    synchronized void watchStands() {
        isWatchSound = true;
        look();
    }

    /** A watch has lost its server. {@return whether it is to try again} */
    synchronized boolean watchBreaks(Watch broken) {
        if (watch != broken) {
            return false;
        }
        isWatchSound = false;
        unseen();
        look();
        return watch == broken;
    }

    /** A watch cannot look: it is not let in. */
    synchronized void watchFails(Watch failed) {
        if (watch == failed) {
            watch = null;
            access = null;
            unseen();
        }
    }

    /** {@return whether an agent works; one that waits for its user does not} */
    synchronized boolean isBusy() {
        forget();
        return sessions.values().stream()
                .filter(session -> session.isSure || session.isTaken || session.prompts > 0)
                .anyMatch(session -> session.questions.isEmpty());
    }

    /** {@return whether nothing would be lost with it} */
    synchronized boolean isForgotten() {
        look();
        return holders == 0 && sessions.isEmpty() && watch == null;
    }
}
