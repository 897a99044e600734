/**
 * Whether a server is well, and if not, why in words a user can act on. A check goes through the same gate as any
 * request, so it can be used to look at no host that could not be used. Whoever asks asks a {@link
 * io.github.opencodeproxy.core.health.HealthMonitor}, which shares the checks.
 */
@NullMarked
package io.github.opencodeproxy.core.health;

import org.jspecify.annotations.NullMarked;
