package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations and requests as the tests of the running sample need them. */
final class RunningSample {

    static final String PREFIX = "/notebook/team/box";

    private RunningSample() {}

    /** On a free loopback port, below a prefix, with these keys on top. */
    static ServerConfig config(Map<String, String> keys) {
        Map<String, String> properties = new LinkedHashMap<>(Map.of(
                "PORT", "0",
                "NB_PREFIX", PREFIX,
                "opencode.proxy.bind-address", "127.0.0.1",
                "opencode.proxy.local-url", "none",
                // A test is faster than any user.
                "opencode.proxy.limits.requests-per-second", "1000000",
                "opencode.proxy.limits.burst", "1000000",
                "opencode.proxy.limits.requests-per-second-per-target", "1000000",
                "opencode.proxy.limits.burst-per-target", "1000000"));
        properties.putAll(keys);
        return ServerConfig.read(ConfigSources.of(properties, Map.of()));
    }

    /** With one provided server. */
    static ServerConfig configFor(String url) {
        return config(Map.of("opencode.proxy.servers.up.url", url));
    }

    static RawClient get(SampleServer sample, String target) throws IOException {
        return get(sample, target, "");
    }

    static RawClient get(SampleServer sample, String target, String headers) throws IOException {
        return send(sample, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
    }

    static RawClient send(SampleServer sample, String request) throws IOException {
        return RawClient.connect(sample.port()).send(request);
    }

    static String proxied(String path) {
        return PREFIX + "/api/servers/up/proxy" + path;
    }
}
