/**
 * What a notebook's surroundings want to know: whether anybody works, in the words of Jupyter, so that nothing is culled while
 * an agent runs and everything is when only a tab is open. Learnt from the events and the traffic that pass through.
 */
@NullMarked
package io.github.opencodeproxy.servlet.notebook;

import org.jspecify.annotations.NullMarked;
