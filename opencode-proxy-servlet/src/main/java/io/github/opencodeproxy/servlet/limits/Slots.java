package io.github.opencodeproxy.servlet.limits;

import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that are under way and the streams that are open. Safe for use by many threads. */
final class Slots {

    private final Quotas quotas;
    private final Tally requestsByUser = new Tally();
    private final Tally requestsByTarget = new Tally();
    private final Tally streamsByUser = new Tally();
    private final Tally streamsByTarget = new Tally();
    private final AtomicInteger streams = new AtomicInteger();

    Slots(Quotas quotas) {
        this.quotas = quotas;
    }

    void takeRequest(String user, String target) throws RequestRefusedException {
        if (!requestsByUser.take(user, quotas.requestsPerUser())) {
            throw Refusals.tooManyAtOnce(quotas.requestsPerUser());
        }
        if (!requestsByTarget.take(target, quotas.requestsPerTarget())) {
            requestsByUser.giveBack(user);
            throw Refusals.serverIsBusy();
        }
    }

    void giveRequestBack(String user, String target) {
        requestsByTarget.giveBack(target);
        requestsByUser.giveBack(user);
    }

    /** The user's own share first: who has that many streams open is told so, whatever the others do. */
    void takeStream(String user, String target) throws RequestRefusedException {
        if (!streamsByUser.take(user, quotas.streamsPerUser())) {
            throw Refusals.tooManyStreams(Limits.USER, quotas.streamsPerUser());
        }
        if (!streamsByTarget.take(target, quotas.streamsPerTarget())) {
            streamsByUser.giveBack(user);
            throw Refusals.tooManyStreams(Limits.TARGET, quotas.streamsPerTarget());
        }
        if (streams.incrementAndGet() > quotas.streams()) {
            giveStreamBack(user, target);
            throw Refusals.overloaded();
        }
    }

    void giveStreamBack(String user, String target) {
        streams.decrementAndGet();
        streamsByTarget.giveBack(target);
        streamsByUser.giveBack(user);
    }

    /** Takes the place of a stream that goes to no server. */
    void takeOwnStream(String user) throws RequestRefusedException {
        if (!streamsByUser.take(user, quotas.streamsPerUser())) {
            throw Refusals.tooManyStreams(Limits.USER, quotas.streamsPerUser());
        }
        if (streams.incrementAndGet() > quotas.streams()) {
            giveOwnStreamBack(user);
            throw Refusals.overloaded();
        }
    }

    void giveOwnStreamBack(String user) {
        streams.decrementAndGet();
        streamsByUser.giveBack(user);
    }

    /** {@return how many names are kept} */
    int size() {
        return requestsByUser.size() + requestsByTarget.size() + streamsByUser.size() + streamsByTarget.size();
    }
}
