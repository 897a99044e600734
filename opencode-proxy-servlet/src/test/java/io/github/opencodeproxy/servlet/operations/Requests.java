package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;

/** Requests and what became of them, as listeners are told. */
final class Requests {

    private Requests() {}

    static ClientRequest get(String path) {
        return new ClientRequest(
                ClientRequest.newId(),
                "GET",
                path,
                "ticket=CANARY",
                Headers.builder().build(),
                "/notebook/ns/name",
                -1);
    }

    static Outcome complete(Outcome.Kind kind, int status) {
        return new Outcome(
                kind,
                Outcome.End.COMPLETE,
                status,
                null,
                ServerUrl.parse("http://box.team.svc.cluster.local:4096/base"),
                11,
                22_000,
                1_234_567,
                89_000_000_000L);
    }

    static Outcome denied(ProblemCode code) {
        return new Outcome(Outcome.Kind.HTTP, Outcome.End.DENIED, code.status(), code, null, 0, 0, -1, 1_000);
    }
}
