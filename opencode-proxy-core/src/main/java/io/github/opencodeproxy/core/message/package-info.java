/**
 * What a message carries and which parts of it cross from one leg to the other. Header rules are filters from one
 * immutable list to another, so that the whole rule set reads as a chain; the raw path keeps its bytes. This package
 * knows no other.
 */
@NullMarked
package io.github.opencodeproxy.core.message;

import org.jspecify.annotations.NullMarked;
