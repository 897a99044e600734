/**
 * Who makes a request. The word of the gateway in front, believed from whom the operator trusts; never the client's own.
 * Knows the servlet API and no other room.
 */
@NullMarked
package io.github.opencodeproxy.servlet.identity;

import org.jspecify.annotations.NullMarked;
