package io.github.opencodeproxy.servlet.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a request, and by which rule.
 *
 * @param verdict {@code allow}, {@code deny} or {@code unresolved}; null when nobody was to decide
 * @param reason the finer reason of a refusal, null when there is none
 * @param rule the policy's rule, null when it was not asked
 * @param address what was dialled, null when nothing was
 */
record AuditFields(
        @Nullable String verdict,
        @Nullable String reason,
        @Nullable String rule,
        @Nullable InetAddress address) {

    private static final String BETWEEN = ": ";

    static AuditFields of(Outcome outcome, @Nullable String denial) {
        if (outcome.end() == Outcome.End.DENIED && denial != null) {
            boolean isPolicy = outcome.problem() == ProblemCode.TARGET_DENIED;
            int end = isPolicy ? denial.indexOf(BETWEEN) : -1;
            return end < 0
                    ? new AuditFields("deny", denial, null, outcome.address())
                    : new AuditFields(
                            "deny",
                            denial.substring(0, end),
                            denial.substring(end + BETWEEN.length()),
                            outcome.address());
        }
        if (outcome.rule() == null) {
            return new AuditFields(outcome.end() == Outcome.End.DENIED ? "deny" : null, null, null, null);
        }
        // A client may leave before the address is noted.
        boolean isResolved = outcome.address() != null || outcome.problem() == null;
        return new AuditFields(isResolved ? "allow" : "unresolved", null, outcome.rule(), outcome.address());
    }

    static AuditFields of(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return new AuditFields(
                    "allow",
                    null,
                    allow.rule(),
                    allow.upstream().socketAddress().getAddress());
        }
        if (decision instanceof Decision.Deny deny) {
            return new AuditFields("deny", deny.reason().code(), deny.rule(), null);
        }
        Decision.Unresolved unresolved = (Decision.Unresolved) decision;
        return new AuditFields(
                "unresolved", unresolved.cause().name().toLowerCase(Locale.ROOT), unresolved.rule(), null);
    }

    void writeTo(JsonGenerator json) throws IOException {
        write(json, "verdict", verdict);
        write(json, "reason", reason);
        write(json, "rule", rule);
        write(json, "address", address == null ? null : address.getHostAddress());
    }

    private static void write(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
