/**
 * One request as its client made it: where it wants to go, what proves that no foreign page made it, how it is refused,
 * and who is told what became of it. Knows the servlet API, no HTTP client.
 */
@NullMarked
package io.github.opencodeproxy.servlet.request;

import org.jspecify.annotations.NullMarked;
