package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.TraceContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code traceparent} that a server gets (W3C Trace Context, 3.2). */
final class Traceparent {

    private static final Logger LOG = LoggerFactory.getLogger(TraceContext.class);

    /** The one version there is; what a later one adds would not be ours to write. */
    private static final Pattern WELL_FORMED =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    static String of(TraceContext traces, ClientRequest request) {
        try {
            String known = traces.traceparent(request);
            return known != null && WELL_FORMED.matcher(known).matches() ? known : random();
        } catch (RuntimeException e) {
            LOG.warn("A trace context has thrown", e);
            return random();
        }
    }

    /** The client's context is not trusted, so each request begins a trace of its own. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // Both ids must not be zero: the lowest bit is always set.
        HexFormat hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-00";
    }
}
