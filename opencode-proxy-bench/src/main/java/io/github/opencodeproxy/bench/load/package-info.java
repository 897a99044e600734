/** What is done to each peer. */
@NullMarked
package io.github.opencodeproxy.bench.load;

import org.jspecify.annotations.NullMarked;
