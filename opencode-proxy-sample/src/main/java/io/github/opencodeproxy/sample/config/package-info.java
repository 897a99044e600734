/** The sample's configuration: every key of the contract read, checked and reported in one go. */
@NullMarked
package io.github.opencodeproxy.sample.config;

import org.jspecify.annotations.NullMarked;
