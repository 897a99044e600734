/**
 * The static side: OpenCode's own UI and our pages, out of the jar {@code opencode-ui-assets}. A request can only name an
 * entry of the catalogue that was read at the start, so there is no path to traverse.
 */
@NullMarked
package io.github.opencodeproxy.servlet.assets;

import org.jspecify.annotations.NullMarked;
