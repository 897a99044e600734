package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.message.RequestPath;
import io.github.opencodeproxy.core.policy.Target;

/**
 * Where a request wants to go: asked for, not yet vetted.
 *
 * @param target the server
 * @param credentials what to prove ourselves with; never the client's own identity
 * @param path what to ask of the server
 * @param route our own raw path of that server, without a trailing slash: where its {@code Location}s are to point
 */
public record Selection(Target target, Credentials credentials, RequestPath path, String route) {}
