package io.github.opencodeproxy.servlet.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What users may ask for, as the rules were written; each has been checked.
 *
 * @param allow rules that allow, empty when nothing is allowed
 * @param deny rules that deny in addition to the built-in list
 * @param workload where this pod runs; {@code null} when that is not known
 */
public record TargetRules(
        List<String> allow, List<String> deny, @Nullable Workload workload) {

    /** Copies the lists. */
    public TargetRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }
}
