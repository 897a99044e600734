/** The embedded Jetty application: configuration in, a running notebook page out. */
@NullMarked
package io.github.opencodeproxy.sample;

import org.jspecify.annotations.NullMarked;
