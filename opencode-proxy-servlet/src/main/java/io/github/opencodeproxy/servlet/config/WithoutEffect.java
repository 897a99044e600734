package io.github.opencodeproxy.servlet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The keys that nothing reads where somebody else listens: checked all the same. */
final class WithoutEffect {

    private WithoutEffect() {}

    /** {@return those that are set, in the order of the table} */
    static List<String> inContainer(Reading reading) {
        List<Setting<?>> ofOwnServer = Stream.concat(
                        Stream.of(Settings.BIND_ADDRESS, Settings.MANAGEMENT_PORT), KubernetesKeys.all().stream())
                .toList();
        List<String> set = new ArrayList<>();
        for (Setting<?> setting : ofOwnServer) {
            reading.value(setting);
            if (reading.isWritten(setting)) {
                set.add(setting.key());
            }
        }
        return set;
    }
}
