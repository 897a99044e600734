package io.github.opencodeproxy.sample;

import java.time.Duration;

/**
 * How long clients may take.
 *
 * @param keepAlive between two requests
 * @param head for the head of a request, from its first byte
 * @param bodyGrace for the body of a request; only the time counts in which we wait for the client
 * @param bytesPerSecond what a body must bring for each further second
 */
record Patience(Duration keepAlive, Duration head, Duration bodyGrace, long bytesPerSecond) {

    static final Patience STANDARD =
            new Patience(Duration.ofSeconds(65), Duration.ofSeconds(10), Duration.ofSeconds(10), 500);

    Patience withKeepAlive(Duration value) {
        return new Patience(value, head, bodyGrace, bytesPerSecond);
    }
}
