package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;

/**
 * Takes a request that asks to leave HTTP, selected and proven like any other.
 */
@FunctionalInterface
public interface TunnelDoor {

    /**
     * Opens a tunnel.
     *
     * @param request the request
     * @param selection where it wants to go, not yet vetted
     * @throws RequestRefusedException when there is to be none
     */
    void open(ClientRequest request, Selection selection) throws RequestRefusedException;

    /** {@return a door that says plainly that this version has no tunnels} */
    static TunnelDoor closed() {
        return (request, selection) -> {
            throw new RequestRefusedException(ProblemCode.UPGRADE_UNSUPPORTED);
        };
    }
}
