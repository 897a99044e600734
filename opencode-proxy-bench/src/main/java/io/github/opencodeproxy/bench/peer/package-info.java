/** The processes under measurement. */
@NullMarked
package io.github.opencodeproxy.bench.peer;

import org.jspecify.annotations.NullMarked;
