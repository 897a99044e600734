/** What the load and the origin share: one thread with a selector for thousands of connections, and HTTP/1.1 in small. */
@NullMarked
package io.github.opencodeproxy.bench.net;

import org.jspecify.annotations.NullMarked;
