/** Upstreams that answer as a test tells them, well or badly. Test scope everywhere; never part of a release. */
@NullMarked
package io.github.opencodeproxy.testkit;

import org.jspecify.annotations.NullMarked;
