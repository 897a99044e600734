/** The gateways of docs/guides/gateway-author.md. What stands between two marks is there literally. */
@NullMarked
package io.github.opencodeproxy.guides.gateway;

import org.jspecify.annotations.NullMarked;
