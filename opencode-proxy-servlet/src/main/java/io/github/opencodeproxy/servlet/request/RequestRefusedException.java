package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.message.Headers;

/**
 * The request is not carried on. Holds no text of the request, so that none can be reflected, and no stack trace: a
 * refusal is an outcome, not a fault.
 */
public final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Headers NO_FIELDS = Headers.builder().build();

    private final ProblemCode code;
    private final String reason;

    /** What the answer says besides. */
    private final transient Headers fields;

    /**
     * Refuses for the reason that the code names.
     *
     * @param code what is wrong; not null
     */
    public RequestRefusedException(ProblemCode code) {
        this(code, "");
    }

    /**
     * Refuses for a finer reason than the code names.
     *
     * @param code what is wrong; not null
     * @param reason a fixed word or sentence, never text of the request; not null, may be empty
     */
    public RequestRefusedException(ProblemCode code, String reason) {
        this(code, reason, NO_FIELDS);
    }

    /**
     * Refuses with fields that say more.
     *
     * @param code what is wrong; not null
     * @param reason a fixed word or sentence, never text of the request; not null, may be empty
     * @param fields header fields for the answer, without text of the request; not null
     */
    public RequestRefusedException(ProblemCode code, String reason, Headers fields) {
        super(code.code(), null, false, false);
        this.code = code;
        this.reason = reason;
        this.fields = fields;
    }

    /** {@return what is wrong} */
    public ProblemCode code() {
        return code;
    }

    /** {@return the finer reason, empty when there is none} */
    public String reason() {
        return reason;
    }

    /** {@return header fields for the answer, mostly none} */
    public Headers fields() {
        return fields;
    }
}
