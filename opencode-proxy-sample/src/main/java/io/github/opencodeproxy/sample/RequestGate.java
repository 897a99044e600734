package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.request.RequestRules;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses what Jetty's parser lets through although nobody should send it. The servlet has the same rules; here they also
 * hold for the static files, which a filter answers before it.
 */
final class RequestGate extends Handler.Wrapper {

    RequestGate(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        OptionalInt refusal = refusal(request);
        if (refusal.isEmpty()) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, refusal.getAsInt());
        return true;
    }

    private static OptionalInt refusal(Request request) {
        if (HttpMethod.TRACE.is(request.getMethod()) || HttpMethod.CONNECT.is(request.getMethod())) {
            return OptionalInt.of(ContainerProblem.METHOD_NOT_ALLOWED.status());
        }
        if (request.getHttpURI().asString().length() > RequestRules.MAX_URI_CHARACTERS) {
            return OptionalInt.of(ContainerProblem.URI_TOO_LONG.status());
        }
        if (request.getHeaders().size() > RequestRules.MAX_FIELDS) {
            return OptionalInt.of(ContainerProblem.HEADERS_TOO_LARGE.status());
        }
        // Jetty's parser also takes "gzip, chunked", ",chunked" and two fields: all of them tools of request smuggling.
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        if (!codings.isEmpty() && (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked"))) {
            return OptionalInt.of(ContainerProblem.REQUEST_MALFORMED.status());
        }
        return OptionalInt.empty();
    }
}
