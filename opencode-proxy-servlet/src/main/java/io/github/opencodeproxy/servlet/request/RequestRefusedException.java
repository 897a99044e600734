package io.github.opencodeproxy.servlet.request;

/**
 * The request is not carried on. Holds no text of the request, so that none can be reflected, and no stack trace: a
 * refusal is an outcome, not a fault.
 */
public final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String reason;

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
        super(code.code(), null, false, false);
        this.code = code;
        this.reason = reason;
    }

    /** {@return what is wrong} */
    public ProblemCode code() {
        return code;
    }

    /** {@return the finer reason, empty when there is none} */
    public String reason() {
        return reason;
    }
}
