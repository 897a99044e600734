package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.InvalidRequestPathException;
import io.github.opencodeproxy.core.message.RequestPath;
import io.github.opencodeproxy.core.policy.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which server a request wants to reach. A gateway author replaces it to choose servers in another way; the policy
 * still has the last word.
 *
 * <p>Must be safe for use by many threads.
 */
@FunctionalInterface
public interface TargetSelector {

    /** The route of servers that the client names by URL. */
    String BY_URL = "/api/proxy";

    /** The routes of servers that the operator provides begin like this. */
    String BY_KEY = "/api/servers/";

    /** Several header lines that somebody on the way has folded into one (RFC 9110, 5.3). */
    Pattern LIST = Pattern.compile(",\\s*https?:", Pattern.CASE_INSENSITIVE);

    /**
     * Selects.
     *
     * @param request the request; not null
     * @return where it wants to go, or null when its path is no proxy route
     * @throws RequestRefusedException when the target or the path is missing, doubled or malformed (400), or names an
     *     unknown server (404)
     */
    @Nullable
    Selection select(ClientRequest request) throws RequestRefusedException;

    /**
     * The selector of the wire contract: {@code X-Target-Server} or {@code ?target=} on {@code api/proxy/}, and
     * {@code api/servers/{key}/proxy/}.
     *
     * @param directory the provided servers; not null
     * @return the selector
     */
    static TargetSelector standard(ServerDirectory directory) {
        return request -> {
            String path = request.path();
            if (isBelow(path, BY_URL)) {
                return byUrl(request);
            }
            int proxy = path.startsWith(BY_KEY) ? path.indexOf('/', BY_KEY.length()) : -1;
            if (proxy < 0 || !isBelow(path.substring(proxy), "/proxy")) {
                return null;
            }
            return byKey(request, directory, path.substring(BY_KEY.length(), proxy), proxy + "/proxy".length());
        };
    }

    private static Selection byUrl(ClientRequest request) throws RequestRefusedException {
        List<String> asked = new ArrayList<>(request.headers().values("X-Target-Server"));
        if (asked.size() > 1
                || asked.stream().anyMatch(text -> LIST.matcher(text).find())) {
            throw new RequestRefusedException(ProblemCode.TARGET_AMBIGUOUS);
        }
        asked.addAll(QueryParameters.values(request.query(), "target"));
        if (asked.isEmpty()) {
            throw new RequestRefusedException(ProblemCode.TARGET_MISSING);
        }
        ServerUrl url = parse(asked.get(0));
        for (String other : asked) {
            if (!parse(other).equals(url)) {
                throw new RequestRefusedException(ProblemCode.TARGET_AMBIGUOUS);
            }
        }
        return new Selection(
                new Target.Requested(url),
                CarriedCredential.of(request),
                forwarded(request, BY_URL.length()),
                request.publicBase() + BY_URL);
    }

    private static Selection byKey(ClientRequest request, ServerDirectory directory, String key, int end)
            throws RequestRefusedException {
        if (request.headers().first("X-Target-Server").isPresent()
                || !QueryParameters.values(request.query(), "target").isEmpty()) {
            throw new RequestRefusedException(ProblemCode.TARGET_AMBIGUOUS);
        }
        RequestPath path = forwarded(request, end);
        ProvidedServer server = provided(directory, key);
        return new Selection(
                new Target.Provided(server),
                Selection.credential(server, CarriedCredential.of(request)),
                path,
                request.publicBase() + request.path().substring(0, end));
    }

    private static ProvidedServer provided(ServerDirectory directory, String key) throws RequestRefusedException {
        try {
            return directory
                    .find(ServerKey.parse(key))
                    .orElseThrow(() -> new RequestRefusedException(ProblemCode.SERVER_UNKNOWN));
        } catch (IllegalArgumentException notAKey) {
            throw new RequestRefusedException(ProblemCode.SERVER_UNKNOWN);
        }
    }

    private static ServerUrl parse(String text) throws RequestRefusedException {
        try {
            return ServerUrl.parse(text);
        } catch (InvalidServerUrlException e) {
            // The rule, never the text: an address may hold a password.
            String rule = e.problem().name().toLowerCase(Locale.ROOT);
            throw new RequestRefusedException(ProblemCode.TARGET_INVALID, rule);
        }
    }

    private static RequestPath forwarded(ClientRequest request, int from) throws RequestRefusedException {
        String path = request.path().substring(from);
        if (path.startsWith("//")) {
            // A client that is given such a path may take what follows for a host.
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "path");
        }
        try {
            return RequestPath.parse(path.isEmpty() ? "/" : path, request.query());
        } catch (InvalidRequestPathException e) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "path");
        }
    }

    private static boolean isBelow(String path, String route) {
        return path.startsWith(route) && (path.length() == route.length() || path.charAt(route.length()) == '/');
    }
}
