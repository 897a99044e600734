/** What operators look at: who answered, how much, how often. */
@NullMarked
package io.github.opencodeproxy.servlet.operations;

import org.jspecify.annotations.NullMarked;
