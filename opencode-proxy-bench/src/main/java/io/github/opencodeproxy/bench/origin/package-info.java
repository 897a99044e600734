/** What is proxied. */
@NullMarked
package io.github.opencodeproxy.bench.origin;

import org.jspecify.annotations.NullMarked;
