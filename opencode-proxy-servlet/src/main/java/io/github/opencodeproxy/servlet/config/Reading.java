package io.github.opencodeproxy.servlet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One pass over the sources: hands out values and keeps every problem on the way. Not thread-safe. */
final class Reading {

    private static final String NONE = "none";
    private static final Pattern BETWEEN_ENTRIES = Pattern.compile("[,\\s]+");

    private final ConfigSources sources;
    private final List<ConfigProblem> problems = new ArrayList<>();

    Reading(ConfigSources sources) {
        this.sources = sources;
    }

    ConfigSources sources() {
        return sources;
    }

    void add(ConfigProblem problem) {
        problems.add(problem);
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    /** {@return what is written for a setting, without its default} */
    Optional<String> written(Setting<?> setting) {
        return sources.find(setting.key())
                .or(() -> setting.alias() == null ? Optional.empty() : sources.find(setting.alias()));
    }

    /** {@return the value or the default; empty when there is neither, when it says {@code none}, or after a problem} */
    <T> Optional<T> value(Setting<T> setting) {
        return written(setting)
                .or(() -> Optional.ofNullable(setting.fallback()))
                .filter(text -> !isEmptied(setting, text))
                .flatMap(text -> parse(setting, text));
    }

    /** {@return the value; after a problem the default, so that reading can go on to the next problem} */
    <T> T required(Setting<T> setting) {
        return value(setting).orElseGet(() -> setting.format().parse(setting.example()));
    }

    /** {@return the entries that are right; empty Optional when the setting is not written at all} */
    <T> Optional<List<T>> entries(Setting<T> setting) {
        return written(setting).map(text -> {
            if (isEmptied(setting, text)) {
                return List.of();
            }
            return BETWEEN_ENTRIES
                    .splitAsStream(text)
                    .filter(entry -> !entry.isEmpty())
                    .flatMap(entry -> parse(setting, entry).stream())
                    .toList();
        });
    }

    boolean isWritten(Setting<?> setting) {
        return written(setting).filter(text -> !isEmptied(setting, text)).isPresent();
    }

    private static boolean isEmptied(Setting<?> setting, String text) {
        return setting.presence() == Setting.Presence.OPTIONAL && text.equals(NONE);
    }

    private <T> Optional<T> parse(Setting<T> setting, String text) {
        try {
            return Optional.of(setting.format().parse(text));
        } catch (IllegalArgumentException e) {
            problems.add(ConfigProblem.of(setting.key(), text, String.valueOf(e.getMessage()), setting.example()));
            return Optional.empty();
        }
    }
}
