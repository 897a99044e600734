/** The list of provided servers and the health of all of them, as the page asks for it. */
@NullMarked
package io.github.opencodeproxy.servlet.servers;

import org.jspecify.annotations.NullMarked;
