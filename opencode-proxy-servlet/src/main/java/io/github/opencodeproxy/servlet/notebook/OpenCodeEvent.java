package io.github.opencodeproxy.servlet.notebook;

import org.jspecify.annotations.Nullable;

/**
 * What an event of OpenCode says about work, and nothing else of it.
 *
 * @param kind what happens
 * @param session the session's id, {@code ""} when it names none
 * @param directory the project that an event of {@code /global/event} names, null when it names none
 * @param isScoped whether the directory alone does not say where the session is
 * @param status the type of a {@code session.status}, else {@code ""}
 * @param question the id of what is asked or answered, {@code ""} when there is none
 */
record OpenCodeEvent(
        Kind kind, String session, @Nullable String directory, boolean isScoped, String status, String question) {

    /** What an event is about. */
    enum Kind {
        /** {@code session.status}: the status says it. */
        STATUS,
        /** An agent begins. */
        STARTED,
        /** An agent is done, or its session is gone. */
        ENDED,
        /** An agent waits for its user. */
        ASKED,
        /** It waits no more. */
        ANSWERED,
        /** A sign of work that says nothing about its end. */
        WORK,
        /** Heartbeats, files that change, and whatever else happens where nobody works. */
        NOTHING;

        /** The types of OpenCode 1.18, and with {@code execution} and {@code v2} those of {@code /api/event}. */
        static Kind of(String type) {
            return switch (type) {
                case "session.status" -> STATUS;
                case "session.execution.started" -> STARTED;
                case "session.idle",
                        "session.deleted",
                        "session.execution.succeeded",
                        "session.execution.failed",
                        "session.execution.interrupted" -> ENDED;
                case "permission.asked", "permission.v2.asked", "question.asked", "question.v2.asked" -> ASKED;
                case "permission.replied",
                        "permission.v2.replied",
                        "question.replied",
                        "question.v2.replied",
                        "question.rejected",
                        "question.v2.rejected" -> ANSWERED;
                default -> isWork(type) ? WORK : NOTHING;
            };
        }

        private static boolean isWork(String type) {
            return type.startsWith("message.") || type.startsWith("session.") || type.equals("todo.updated");
        }

        /** {@return whether more than the type has to be known} */
        boolean isAboutSession() {
            return this != WORK && this != NOTHING;
        }
    }
}
