/** The manifests of deploy, rendered and looked at as a cluster would. */
@NullMarked
package io.github.opencodeproxy.guides.manifest;

import org.jspecify.annotations.NullMarked;
