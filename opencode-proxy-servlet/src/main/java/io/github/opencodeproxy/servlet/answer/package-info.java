/** What we say ourselves, in one voice: JSON, problems, the mark that tells our answers from a gateway's. */
@NullMarked
package io.github.opencodeproxy.servlet.answer;

import org.jspecify.annotations.NullMarked;
