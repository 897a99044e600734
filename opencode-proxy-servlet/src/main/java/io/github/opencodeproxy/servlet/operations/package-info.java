/**
 * What operators get to know of the traffic: an access log, metrics and traces. Each is a listener of its own that a gateway
 * author adds to the options, and none of them is needed. No user, no query and no credential ever gets here.
 */
@NullMarked
package io.github.opencodeproxy.servlet.operations;

import org.jspecify.annotations.NullMarked;
