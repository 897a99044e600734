/** How a web application gets the UI and the proxy without writing code. */
@NullMarked
package io.github.opencodeproxy.servlet.deployment;

import org.jspecify.annotations.NullMarked;
