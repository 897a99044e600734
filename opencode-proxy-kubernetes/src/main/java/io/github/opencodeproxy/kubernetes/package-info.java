/**
 * Finds servers in a Kubernetes cluster: Services by label, and the Sandboxes and SandboxClaims of agent-sandbox with
 * their state.
 */
@NullMarked
package io.github.opencodeproxy.kubernetes;

import org.jspecify.annotations.NullMarked;
