/** The rooms of the core and the guard by themselves (JMH). */
@NullMarked
package io.github.opencodeproxy.bench.rooms;

import org.jspecify.annotations.NullMarked;
