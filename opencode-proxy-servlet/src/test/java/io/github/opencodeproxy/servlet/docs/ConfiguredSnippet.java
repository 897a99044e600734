package io.github.opencodeproxy.servlet.docs;

import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.request.ProxyListener;

/** The code of docs/embedding.md. */
final class ConfiguredSnippet {

    private ConfiguredSnippet() {}

    static ProxyOptions options(ProxyListener listener) {
        // snippet:begin configured
        ProxyOptions options = ProxyOptions.from(ProxyConfig.read(ConfigSources.ofProcess()))
                .listener(listener)
                .build();
        // snippet:end configured
        return options;
    }
}
