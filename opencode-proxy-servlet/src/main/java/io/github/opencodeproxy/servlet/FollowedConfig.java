package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.config.ConfigFile;
import io.github.opencodeproxy.servlet.config.ConfigWatch;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import java.time.Duration;

/**
 * A configuration whose file is followed while the servlet runs: its rules and its provided servers.
 *
 * @param config as it was read at the start
 * @param file where from
 * @param interval how often the file is looked at
 * @param directory the provided servers of the options that were made from it
 */
record FollowedConfig(ProxyConfig config, ConfigFile file, Duration interval, LiveDirectory directory) {

    /** Begins at the start of a servlet; one that is started again begins with the configuration it was made from. */
    ConfigWatch follow(Engine engine) {
        directory.replace(ServerDirectory.of(config.servers()));
        return ConfigWatch.start(file, interval, changed -> {
            // First: one that cannot be made must leave everything as it was.
            TargetPolicy next = ConfiguredPolicy.of(changed);
            directory.replace(ServerDirectory.of(changed.servers()));
            engine.replacePolicy(next);
        });
    }
}
