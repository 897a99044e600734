package io.github.opencodeproxy.bench.origin;

import io.github.opencodeproxy.bench.net.Loop;

/** The process that is proxied: one thread, so that it takes little from those that are measured. */
public final class Origin {

    private Origin() {}

    /** Listens on the port that it is given. */
    public static void main(String[] args) throws Exception {
        Loop loop = Loop.start("origin");
        loop.listen(Integer.parseInt(args[0]), OriginTalk::new);
        loop.join();
    }
}
