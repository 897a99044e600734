/** The documents: what they link to, what they quote, and what they have to name. */
@NullMarked
package io.github.opencodeproxy.guides;

import org.jspecify.annotations.NullMarked;
