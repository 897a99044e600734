/**
 * The Jakarta Servlet adapter: what a gateway author puts into a container. Everything public in this module is in this
 * package and in {@code assets}; the other packages are rooms that only this module enters.
 */
@NullMarked
package io.github.opencodeproxy.servlet;

import org.jspecify.annotations.NullMarked;
