/** The room of upgraded connections. A request comes here after the same selector, guard and limits as any other. */
@NullMarked
package io.github.opencodeproxy.servlet.tunnel;

import org.jspecify.annotations.NullMarked;
