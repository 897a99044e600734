package io.github.opencodeproxy.sample.street;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;

/** Something that answers whatever it is asked as a healthy OpenCode answers the question for its health. */
final class StubServer {

    private StubServer() {}

    static RawUpstream ofVersion(String version) throws IOException {
        String health = "{\"healthy\":true,\"version\":\"" + version + "\"}";
        return RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + health.length() + "\r\n\r\n" + health);
    }
}
