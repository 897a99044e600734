/** The street, measured: our proxy and its peers against one origin, in one run, by the CPU time that each process used. */
@NullMarked
package io.github.opencodeproxy.bench;

import org.jspecify.annotations.NullMarked;
