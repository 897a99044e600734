package io.github.opencodeproxy.servlet.config;

import java.util.ArrayList;
import java.util.List;

/** The keys of the contract that nothing reads: checked all the same, so that a mistake does not wait for a release. */
final class WithoutEffect {

    private WithoutEffect() {}

    /** {@return the keys that are set, in the order of the table, where somebody else listens} */
    static List<String> inContainer(Reading reading) {
        List<String> set = check(reading);
        for (Setting<?> setting : List.of(Settings.BIND_ADDRESS, Settings.MANAGEMENT_PORT)) {
            reading.value(setting);
            addIfWritten(reading, setting, set);
        }
        return set;
    }

    /** {@return the keys that are set, in the order of the table, where we listen on a port} */
    static List<String> besidePort(Reading reading) {
        return check(reading);
    }

    private static List<String> check(Reading reading) {
        List<String> set = new ArrayList<>();
        for (Setting<?> setting : Settings.WITHOUT_EFFECT) {
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
