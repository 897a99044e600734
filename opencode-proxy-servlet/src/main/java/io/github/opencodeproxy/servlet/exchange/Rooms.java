package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.notebook.Activity;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import io.github.opencodeproxy.servlet.upstream.Timeouts;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import java.time.Duration;

/**
 * What every exchange of one servlet shares.
 *
 * @param gate resolves, decides and pins
 * @param limits what one request may use
 * @param seal opens credentials
 * @param client dials
 * @param answer writes what we say ourselves
 * @param timeouts how long the upstream leg may take to begin
 * @param heartbeat how long an event stream may be silent before we say that it lives
 * @param heads makes the two heads of an exchange
 * @param activity notes who works
 */
public record Rooms(
        TargetGate gate,
        Limits limits,
        CredentialSeal seal,
        UpstreamClient client,
        Answer answer,
        Timeouts timeouts,
        Duration heartbeat,
        Heads heads,
        Activity activity) {}
