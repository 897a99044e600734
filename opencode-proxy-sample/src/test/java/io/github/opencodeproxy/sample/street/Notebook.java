package io.github.opencodeproxy.sample.street;

import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A sample as a notebook pod has it: below a prefix, here on loopback, without a server of its own. */
final class Notebook implements AutoCloseable {

    private static final String PREFIX = "/notebook/team/box/";

    private final SampleServer sample;

    private Notebook(SampleServer sample) {
        this.sample = sample;
    }

    /** Starts one with these keys on top. */
    static Notebook start(Map<String, String> more) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>(Map.of(
                "PORT", "0",
                "NB_PREFIX", PREFIX,
                "opencode.proxy.bind-address", "127.0.0.1",
                "opencode.proxy.local-url", "none"));
        keys.putAll(more);
        return new Notebook(SampleServer.start(ServerConfig.read(ConfigSources.of(keys, Map.of()))));
    }

    int port() {
        return sample.port();
    }

    /** {@return what a browser on this machine calls the base path} */
    String base() {
        return baseAt(port());
    }

    /** {@return the same, for a browser that comes by this port} */
    static String baseAt(int port) {
        return "http://127.0.0.1:" + port + PREFIX;
    }

    @Override
    public void close() {
        sample.close();
    }
}
