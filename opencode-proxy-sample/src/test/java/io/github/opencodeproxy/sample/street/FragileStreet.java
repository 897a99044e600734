package io.github.opencodeproxy.sample.street;

import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A sample with two provided servers, {@code box} and {@code two}. The network between the browser and the sample can be
 * cut, and that between the sample and {@code box}.
 */
final class FragileStreet implements AutoCloseable {

    private static final String PREFIX = "/notebook/team/box";

    private final Wire toServer;
    private final SampleServer sample;
    private final Wire toSample;

    private FragileStreet(Wire toServer, SampleServer sample, Wire toSample) {
        this.toServer = toServer;
        this.sample = sample;
        this.toSample = toSample;
    }

    /** The users may add servers at the allowed address, or none where that is {@code none}. */
    static FragileStreet start(Sandbox box, Sandbox two, String allowed) throws IOException {
        Wire toServer = Wire.to(URI.create(box.url()).getPort());
        SampleServer sample = SampleServer.start(ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT", "0",
                        "NB_PREFIX", PREFIX,
                        "opencode.proxy.bind-address", "127.0.0.1",
                        "opencode.proxy.local-url", "none",
                        "opencode.proxy.servers.box.url", "http://127.0.0.1:" + toServer.port(),
                        "opencode.proxy.servers.two.url", two.url(),
                        "opencode.proxy.limits.requests-per-second", "1000",
                        "opencode.proxy.limits.burst", "5000",
                        "opencode.proxy.allow", allowed),
                Map.of())));
        return new FragileStreet(toServer, sample, Wire.to(sample.port()));
    }

    Wire toServer() {
        return toServer;
    }

    Wire toSample() {
        return toSample;
    }

    /** {@return the sample's own port, which is reached whatever becomes of the network} */
    int samplePort() {
        return sample.port();
    }

    /** {@return what the browser calls the base path} */
    String base() {
        return "http://127.0.0.1:" + toSample.port() + PREFIX + "/";
    }

    @Override
    public void close() throws IOException {
        toSample.close();
        sample.close();
        toServer.close();
    }
}
