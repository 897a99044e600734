package io.github.opencodeproxy.sample.street;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A sample with two provided servers, {@code box} and {@code two}. The network between the browser and the sample can be
 * cut, and that between the sample and {@code box}.
 */
final class FragileStreet implements AutoCloseable {

    private final Wire toServer;
    private final Notebook notebook;
    private final Wire toSample;

    private FragileStreet(Wire toServer, Notebook notebook, Wire toSample) {
        this.toServer = toServer;
        this.notebook = notebook;
        this.toSample = toSample;
    }

    /** The users may add servers at the allowed address, or none where that is {@code none}. */
    static FragileStreet start(Sandbox box, Sandbox two, String allowed) throws IOException {
        Wire toServer = Wire.to(URI.create(box.url()).getPort());
        Notebook notebook = Notebook.start(Map.of(
                "opencode.proxy.servers.box.url",
                "http://127.0.0.1:" + toServer.port(),
                "opencode.proxy.servers.two.url",
                two.url(),
                "opencode.proxy.limits.requests-per-second",
                "1000",
                "opencode.proxy.limits.burst",
                "5000",
                "opencode.proxy.allow",
                allowed));
        return new FragileStreet(toServer, notebook, Wire.to(notebook.port()));
    }

    Wire toServer() {
        return toServer;
    }

    Wire toSample() {
        return toSample;
    }

    /** {@return the sample's own port, which is reached whatever becomes of the network} */
    int samplePort() {
        return notebook.port();
    }

    /** {@return what the browser calls the base path} */
    String base() {
        return Notebook.baseAt(toSample.port());
    }

    @Override
    public void close() throws IOException {
        toSample.close();
        notebook.close();
        toServer.close();
    }
}
