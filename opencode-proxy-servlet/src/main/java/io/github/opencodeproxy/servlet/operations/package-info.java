/** What the platform and its operators ask of us, not the user: which version this is, whether it lives and is ready. */
@NullMarked
package io.github.opencodeproxy.servlet.operations;

import org.jspecify.annotations.NullMarked;
