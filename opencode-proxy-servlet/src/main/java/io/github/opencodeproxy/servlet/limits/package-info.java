/**
 * How much one user may take, and how much one server is given: rates, concurrent streams, requests in flight, and the
 * circuit breaker. Everything that is kept by name is bounded, for clients choose names. Nothing here blocks a thread, and
 * no time is asked of the wall clock.
 */
@NullMarked
package io.github.opencodeproxy.servlet.limits;

import org.jspecify.annotations.NullMarked;
