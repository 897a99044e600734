package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.LocationRewrite;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.HeaderFilter;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.core.message.RequestHeaders;
import io.github.opencodeproxy.core.message.ResponseHeaders;
import io.github.opencodeproxy.core.message.TrailerFields;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.request.TraceContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Makes the head of the upstream request and the head of the client response. Safe for use by many threads. */
public final class Heads {

    private static final HeaderFilter REQUEST = RequestHeaders.crossing();
    private static final HeaderFilter RESPONSE = ResponseHeaders.crossing().then(ResponseHeaders.isolation());

    private static final HeaderFilter REQUEST_TRAILERS = TrailerFields.request();
    private static final HeaderFilter RESPONSE_TRAILERS = TrailerFields.response();

    /** Names this very proxy, so that a request that comes round to it again is recognised (RFC 9110, 7.6.3). */
    private final String via = String.format(
            "1.1 opencode-proxy-%016x", ThreadLocalRandom.current().nextLong());

    private final TraceContext traces;
    private final boolean isForwarded;

    /**
     * Makes the heads of one servlet.
     *
     * @param traces says under which trace a request goes to its server
     * @param isForwarded whether servers are told where a request came from
     */
    public Heads(TraceContext traces, boolean isForwarded) {
        this.traces = traces;
        this.isForwarded = isForwarded;
    }

    /**
     * Refuses a request that this proxy has sent itself.
     *
     * @param request the request
     * @throws RequestRefusedException {@code loop}
     */
    public void refuseLoop(ClientRequest request) throws RequestRefusedException {
        for (String value : request.headers().values("Via")) {
            if (value.contains(via)) {
                throw new RequestRefusedException(ProblemCode.LOOP);
            }
        }
    }

    /**
     * What a server gets to see: the allowlist of what crosses, its credential, our own marks.
     *
     * @param request the request
     * @param credentials what to show to the server, opened for it just now
     * @param server the server
     * @param fields the head of the upstream request
     */
    public void writeRequest(
            ClientRequest request, Credentials credentials, ServerUrl server, HttpFields.Mutable fields) {
        REQUEST.apply(request.headers()).forEach(fields::add);
        fields.put("Host", server.hostHeader());
        fields.put("Via", via);
        fields.put("traceparent", Traceparent.of(traces, request));
        if (isForwarded) {
            // What the client says of it has not crossed.
            fields.put("X-Forwarded-For", request.hop().peer());
            fields.put("X-Forwarded-Proto", request.hop().scheme());
            request.headers().first("Host").ifPresent(host -> fields.put("X-Forwarded-Host", host));
        }
        credentials.field().ifPresent(field -> fields.put(field.name(), field.value()));
    }

    /**
     * What a client gets to see of a server's head.
     *
     * @param fields the server's fields
     * @param selection where the request wanted to go
     * @param server the server
     * @return the head for the client
     */
    public ResponseHead response(HttpFields fields, Selection selection, ServerUrl server) {
        Headers.Builder builder = Headers.builder();
        for (HttpField field : fields) {
            builder.add(field.getName(), Objects.requireNonNullElse(field.getValue(), ""));
        }
        Headers crossed = RESPONSE.apply(builder.build());
        String path = selection.path().path();
        Optional<String> location = Optional.ofNullable(fields.get("Location"))
                .flatMap(value -> LocationRewrite.rewrite(value, server, path, selection.route()));
        Optional<String> link = Optional.ofNullable(fields.get("Link"))
                .flatMap(value -> LocationRewrite.rewriteLink(value, server, path, selection.route()));
        if (location.isEmpty() && link.isEmpty()) {
            return new ResponseHead(crossed);
        }
        Headers.Builder rewritten = crossed.toBuilder();
        location.ifPresent(value -> rewritten.set("Location", value));
        link.ifPresent(value -> rewritten.set("Link", value));
        return new ResponseHead(rewritten.build());
    }

    /** What a client gets to see of the fields after a server's body. */
    Map<String, String> responseTrailers(@Nullable HttpFields trailers) {
        if (trailers == null) {
            return Map.of();
        }
        Headers.Builder builder = Headers.builder();
        for (HttpField field : trailers) {
            builder.add(field.getName(), Objects.requireNonNullElse(field.getValue(), ""));
        }
        Map<String, String> crossed = new LinkedHashMap<>();
        RESPONSE_TRAILERS.apply(builder.build()).forEach((name, value) -> crossed.merge(name, value, Heads::list));
        return crossed;
    }

    private static String list(String first, String second) {
        return first + ", " + second;
    }

    /** What a server gets to see of the fields after a client's body. {@return null when there are none} */
    static @Nullable HttpFields requestTrailers(Map<String, String> trailers) {
        if (trailers.isEmpty()) {
            return null;
        }
        Headers.Builder builder = Headers.builder();
        trailers.forEach(builder::add);
        HttpFields.Mutable crossed = HttpFields.build();
        REQUEST_TRAILERS.apply(builder.build()).forEach(crossed::add);
        return crossed.size() == 0 ? null : crossed;
    }
}
