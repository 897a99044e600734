/**
 * Configuration from outside: every key of the contract read, checked and reported in one go, from the init-parameters
 * and JNDI entries of a container, or from the properties, the environment and the files of a process.
 */
@NullMarked
package io.github.opencodeproxy.servlet.config;

import org.jspecify.annotations.NullMarked;
