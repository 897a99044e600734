package io.github.opencodeproxy.core.health;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an answer to a health route says.
 *
 * @param isUnknownRoute whether the server may know the newer route instead: OpenCode answers 200 with its HTML page to
 *     routes it does not know
 * @param body the health document, or null if the answer is none
 * @param reason what is wrong before any document is looked at, or null
 */
record HealthAnswer(
        boolean isUnknownRoute,
        @Nullable HealthDocument body,
        @Nullable UnhealthyReason reason) {

    static HealthAnswer read(HealthProbe.Answer answer, boolean authenticated) {
        int status = answer.status();
        if (status == 401) {
            return wrong(authenticated ? UnhealthyReason.AUTH_REJECTED : UnhealthyReason.AUTH_REQUIRED);
        }
        if (status == 403) {
            return wrong(authenticated ? UnhealthyReason.AUTH_REJECTED : UnhealthyReason.UPSTREAM_ERROR);
        }
        if (status == 404 || (status == 200 && isHtml(answer.contentType()))) {
            return new HealthAnswer(true, null, UnhealthyReason.NOT_OPENCODE);
        }
        if (status >= 500 || status == 429) {
            return wrong(UnhealthyReason.UPSTREAM_ERROR);
        }
        HealthDocument document = status == 200 && answer.body().length <= HealthProbe.MAX_BODY_BYTES
                ? HealthDocument.read(answer.body())
                : null;
        return document == null ? wrong(UnhealthyReason.NOT_OPENCODE) : new HealthAnswer(false, document, null);
    }

    Finding toFinding() {
        if (body == null) {
            return Finding.of(reason == null ? UnhealthyReason.NOT_OPENCODE : reason);
        }
        return body.healthy() ? new Finding(body.version(), null) : Finding.of(UnhealthyReason.UPSTREAM_ERROR);
    }

    private static HealthAnswer wrong(UnhealthyReason reason) {
        return new HealthAnswer(false, null, reason);
    }

    private static boolean isHtml(String contentType) {
        return contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/html");
    }
}
