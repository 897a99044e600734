/**
 * Which servers may be reached. A target is first judged by name, then resolved once, then every address is judged;
 * only {@link io.github.opencodeproxy.core.policy.TargetGate} makes the
 * {@link io.github.opencodeproxy.core.policy.Upstream} that a client may dial. A refusal is a value with a reason,
 * never an exception.
 */
@NullMarked
package io.github.opencodeproxy.core.policy;

import org.jspecify.annotations.NullMarked;
