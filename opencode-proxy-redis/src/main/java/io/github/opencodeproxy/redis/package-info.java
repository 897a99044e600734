/** Rates that the nodes of a gateway share, kept in Redis. */
@NullMarked
package io.github.opencodeproxy.redis;

import org.jspecify.annotations.NullMarked;
