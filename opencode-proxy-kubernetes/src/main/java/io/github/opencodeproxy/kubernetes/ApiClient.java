package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Asks the API server. Goes to nobody else: it follows no redirect and knows no proxy. Safe for use by many threads. */
final class ApiClient {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Priority and fairness may let a request wait. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int LONGEST_REFUSAL = 64 * 1024;
    private static final int SHOWN_CHARACTERS = 300;

    private final URI apiServer;
    private final ServiceAccount account;
    private final HttpClient client;

    private ApiClient(URI apiServer, ServiceAccount account, HttpClient client) {
        this.apiServer = apiServer;
        this.account = account;
        this.client = client;
    }

    /** Throws when the certificates of the authority cannot be read: less trust is never taken instead. */
    static ApiClient of(ClusterAccess access) {
        ServiceAccount account = new ServiceAccount(access.serviceAccount());
        try {
            HttpClient client = HttpClient.newBuilder()
                    // A watch has a connection of its own, so that a dead one takes nothing else along.
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(PATIENCE)
                    .sslContext(account.trust())
                    .build();
            return new ApiClient(access.apiServer(), account, client);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The certificates in " + access.serviceAccount().resolve("ca.crt") + " cannot be read", e);
        }
    }

    /**
     * Asks for something.
     *
     * @param pathAndQuery in characters of a URI
     * @return the answer, whose body is to be {@linkplain #check checked} and closed
     * @throws IOException when there is none
     */
    HttpResponse<InputStream> get(String pathAndQuery) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(apiServer.resolve(pathAndQuery))
                .timeout(LONGEST_WAIT)
                .header("Accept", "application/json")
                .header("User-Agent", "opencode-proxy");
        // Who listens on the way must not get it.
        if ("https".equals(apiServer.getScheme())) {
            account.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /**
     * Reads why the API server refuses, if it does. Waits for the body.
     *
     * @throws GoneException after a 410
     * @throws ApiException after any other answer than a 200
     */
    static void check(HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() != 200) {
            throw refusal(response.statusCode(), response.body());
        }
    }

    /** An answer, or an event of a watch, that is a Status. */
    static IOException refusal(int code, String message) {
        Reason reason = switch (code) {
            case 401 -> Reason.UNAUTHORIZED;
            case 403 -> Reason.FORBIDDEN;
            case 404 -> Reason.NOT_INSTALLED;
            default -> Reason.FAILED;
        };
        String text = message.length() > SHOWN_CHARACTERS ? message.substring(0, SHOWN_CHARACTERS) : message;
        return code == 410
                ? new GoneException()
                : new ApiException(reason, "HTTP " + code + " " + text.replaceAll("\\p{Cntrl}", " "));
    }

    private static IOException refusal(int code, InputStream body) {
        try {
            JsonNode status = JSON.readTree(body.readNBytes(LONGEST_REFUSAL));
            return refusal(code, status == null ? "" : status.path("message").asText());
        } catch (IOException cutOrNotJson) {
            return refusal(code, "");
        }
    }
}
