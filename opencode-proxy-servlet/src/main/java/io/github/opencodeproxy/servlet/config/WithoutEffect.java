package io.github.opencodeproxy.servlet.config;

import java.util.ArrayList;
import java.util.List;

/** The keys that nothing reads where somebody else listens: checked all the same. */
final class WithoutEffect {

    private WithoutEffect() {}

    /** {@return those that are set, in the order of the table} */
    static List<String> inContainer(Reading reading) {
        List<String> set = new ArrayList<>();
        for (Setting<?> setting : List.of(Settings.BIND_ADDRESS, Settings.MANAGEMENT_PORT)) {
            reading.value(setting);
            addIfWritten(reading, setting, set);
        }
        return set;
    }

    private static void addIfWritten(Reading reading, Setting<?> setting, List<String> set) {
        if (reading.isWritten(setting)) {
            set.add(setting.key());
        }
    }
}
