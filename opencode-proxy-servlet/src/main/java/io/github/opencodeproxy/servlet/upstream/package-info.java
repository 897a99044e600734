/**
 * The way to the servers: the one client that dials, only vetted addresses, and what watches each of its connections.
 */
@NullMarked
package io.github.opencodeproxy.servlet.upstream;

import org.jspecify.annotations.NullMarked;
