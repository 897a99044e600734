package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fixed words that may be labels. */
final class Labels {

    static final String NONE = "none";

    private static final String[] STATUS_CLASSES = {NONE, "1xx", "2xx", "3xx", "4xx", "5xx"};

    private Labels() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String of(@Nullable ProblemCode code) {
        return code == null ? NONE : code.code();
    }

    /** {@return the number of a status's class, 0 for what is no status} */
    static int statusClass(int status) {
        return status < 100 || status > 599 ? 0 : status / 100;
    }

    static String ofStatusClass(int number) {
        return STATUS_CLASSES[number];
    }
}
