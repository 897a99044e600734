/**
 * One request's way to a server and back: guard, gate, limits, the upstream leg and the relay of the two bodies. Nothing
 * here blocks a thread.
 */
@NullMarked
package io.github.opencodeproxy.servlet.exchange;

import org.jspecify.annotations.NullMarked;
