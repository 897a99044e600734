/**
 * What a server is: its address in one canonical form, the credentials it asks for, and the list of servers that the
 * operator provides. {@link io.github.opencodeproxy.core.connection.ServerUrl#parse} is the only door by which text
 * becomes an address; nothing here decides whether that address may be reached.
 */
@NullMarked
package io.github.opencodeproxy.core.connection;

import org.jspecify.annotations.NullMarked;
