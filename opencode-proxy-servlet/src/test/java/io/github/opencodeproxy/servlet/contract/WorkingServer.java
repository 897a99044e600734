package io.github.opencodeproxy.servlet.contract;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks of its agents as OpenCode 1.18 does, at the root and below {@code /base1}, {@code /base2} and so on. */
final class WorkingServer implements AutoCloseable {

    static final String DIRECTORY = "/home/jovyan/my project";

    private final RawUpstream upstream;
    private final Set<Conversation> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);

    private final AtomicInteger unanswered = new AtomicInteger();

    private volatile String status = "{}";
    private volatile boolean isSilent;
    private volatile RawWebSocket terminal;

    WorkingServer() throws IOException {
        upstream = RawUpstream.start(this::serve);
    }

    private void serve(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            String target = conversation.target().replaceFirst("^/base\\d+", "");
            if (target.startsWith("/global/event") || target.startsWith("/event")) {
                stream(conversation);
                return;
            }
            if (target.startsWith("/pty/")
                    && !conversation.header("sec-websocket-key").isEmpty()) {
                terminal = conversation.acceptWebSocket("");
                conversation.awaitClose();
                return;
            }
            if (isSilent && target.startsWith("/session/status")) {
                leaveUnanswered(conversation);
                return;
            }
            if (target.endsWith("/message")) {
                EventStreamContractTest.awaitQuietly(answer);
            }
            if (target.endsWith("/prompt_async")) {
                conversation.write("HTTP/1.1 204 No Content\r\n\r\n");
            } else if (target.startsWith("/missing")) {
                conversation.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            } else {
                conversation.answer("application/json", target.startsWith("/session/status") ? status : "{}");
            }
        }
    }

    private void leaveUnanswered(Conversation conversation) throws IOException {
        unanswered.incrementAndGet();
        try {
            conversation.awaitClose();
        } finally {
            unanswered.decrementAndGet();
        }
    }

    private void stream(Conversation conversation) throws IOException {
        // Whoever has heard the first event hears what is said afterwards.
        synchronized (streams) {
            conversation.beginEvents();
            conversation.event(global("server.connected", "{}"));
            streams.add(conversation);
            begun.incrementAndGet();
        }
        try {
            conversation.awaitClose();
        } finally {
            streams.remove(conversation);
        }
    }

    static String global(String type, String properties) {
        return "{\"directory\":\"" + DIRECTORY + "\",\"payload\":{\"id\":\"evt\",\"type\":\"" + type
                + "\",\"properties\":" + properties + "}}";
    }

    /** Tells everyone who listens. */
    void say(String type, String properties) {
        synchronized (streams) {
            for (Conversation stream : streams) {
                try {
                    stream.event(global(type, properties));
                } catch (IOException gone) {
                    // Its own thread sees that too.
                }
            }
        }
    }

    void saySession(String session, String state) {
        say("session.status", "{\"sessionID\":\"" + session + "\",\"status\":{\"type\":\"" + state + "\"}}");
    }

    /** What it says of all sessions when it is asked. */
    void runs(String sessions) {
        status = sessions;
    }

    /** Says nothing when it is asked for all sessions. */
    void keepsSilent() {
        isSilent = true;
    }

    /** {@return how many still wait for what it does not say} */
    int unanswered() {
        return unanswered.get();
    }

    /** Answers prompts that wait. */
    void answer() {
        answer.countDown();
    }

    /** Breaks every event stream. */
    void drop() throws IOException {
        for (Conversation stream : streams) {
            stream.reset();
        }
    }

    RawWebSocket terminal() {
        return terminal;
    }

    int streams() {
        return streams.size();
    }

    /** {@return whether the n-th event stream is open, and no earlier one is any more} */
    boolean hasOnlyStream(int n) {
        return begun.get() == n && streams.size() == 1;
    }

    /** How often this was asked for, by method and the beginning of the path. */
    long asked(String what) {
        return upstream.heads().stream().filter(head -> head.startsWith(what)).count();
    }

    RawUpstream upstream() {
        return upstream;
    }

    String url() {
        return upstream.url();
    }

    @Override
    public void close() throws IOException {
        answer.countDown();
        upstream.close();
    }
}
