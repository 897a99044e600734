package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a request brings to show to its server: in the open, or sealed until that server is about to be dialled. Never
 * {@code Authorization}: gateways consume or overwrite it, and what arrives in it is the user's own identity. Immutable.
 */
public sealed interface CarriedCredential permits CarriedCredential.Open, CarriedCredential.Sealed {

    /** {@return whether there is something to show} */
    boolean isPresent();

    /** {@return the field in which a request brings it, in lower case, as the reason of a refusal has it} */
    String headerName();

    /** {@return what a request without any brings} */
    static CarriedCredential none() {
        return Open.NONE;
    }

    /**
     * Reads {@code X-Target-Credential}, {@code X-Target-Authorization}, and where a browser cannot set headers (WebSockets)
     * {@code ?credential=}.
     *
     * @param request the request; not null
     * @return what it brings, {@link #none()} when that is nothing
     * @throws RequestRefusedException {@code request_malformed} when it brings two or one that is none
     */
    static CarriedCredential of(ClientRequest request) throws RequestRefusedException {
        List<String> sealed = new ArrayList<>(request.headers().values("X-Target-Credential"));
        if (request.isUpgrade()) {
            sealed.addAll(fromQuery(request));
        }
        List<String> authorization = request.headers().values("X-Target-Authorization");
        if (sealed.isEmpty() && authorization.isEmpty()) {
            return none();
        }
        if (sealed.isEmpty()) {
            return open(authorization);
        }
        if (sealed.stream().distinct().count() > 1 || !authorization.isEmpty()) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "x-target-credential");
        }
        return new Sealed(sealed.get(0));
    }

    private static List<String> fromQuery(ClientRequest request) throws RequestRefusedException {
        try {
            return QueryParameters.values(request.query(), "credential");
        } catch (RequestRefusedException e) {
            throw new RequestRefusedException(ProblemCode.CREDENTIAL_REJECTED);
        }
    }

    private static CarriedCredential open(List<String> authorization) throws RequestRefusedException {
        if (authorization.size() > 1) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "x-target-authorization");
        }
        try {
            return new Open(Credentials.header("Authorization", authorization.get(0)));
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "x-target-authorization");
        }
    }

    /**
     * Credentials as they are.
     *
     * @param credentials what to show; their text shows no secret
     */
    record Open(Credentials credentials) implements CarriedCredential {

        private static final Open NONE = new Open(Credentials.none());

        /** Refuses null. */
        public Open {
            Objects.requireNonNull(credentials);
        }

        @Override
        public boolean isPresent() {
            return credentials.field().isPresent();
        }

        @Override
        public String headerName() {
            return "x-target-authorization";
        }
    }

    /**
     * Credentials that only the proxy can open, for one server and one user.
     *
     * @param text what the browser kept, unchecked and of any length
     */
    record Sealed(String text) implements CarriedCredential {

        /** Refuses null. */
        public Sealed {
            Objects.requireNonNull(text);
        }

        @Override
        public boolean isPresent() {
            return true;
        }

        @Override
        public String headerName() {
            return "x-target-credential";
        }

        /** {@return nothing of it: whoever has it is as good as its user} */
        @Override
        public String toString() {
            return "Sealed[***]";
        }
    }
}
