package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.InvalidConfigException;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The health check of an image that has no shell: a process of its own that asks the sample whether it lives. Kubernetes asks
 * itself and needs none.
 */
public final class Probe {

    static final int EXIT_HEALTHY = 0;
    static final int EXIT_UNHEALTHY = 1;

    private static final int PATIENCE_MILLIS = 5_000;

    private Probe() {}

    /**
     * Asks the sample that this process's configuration starts, and exits: with 0 when it is alive, 1 when not, 78 when the
     * configuration is wrong.
     *
     * @param arguments none
     */
    public static void main(String... arguments) {
        System.exit(run(ConfigSources::ofProcess));
    }

    /** {@return the exit code} */
    static int run(Supplier<ConfigSources> sources) {
        try {
            ServerConfig config = ServerConfig.read(sources.get());
            return isAlive(config) ? EXIT_HEALTHY : EXIT_UNHEALTHY;
        } catch (InvalidConfigException e) {
            return Sample.EXIT_CONFIG;
        } catch (IOException e) {
            return EXIT_UNHEALTHY;
        }
    }

    private static boolean isAlive(ServerConfig config) throws IOException {
        int port = Objects.requireNonNullElse(config.managementPort(), config.port());
        // Without a host, loopback: every address is listened on.
        InetAddress address = config.bindAddress() == null
                ? InetAddress.getLoopbackAddress()
                : InetAddress.getByName(config.bindAddress());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = answer.readLine();
            return status != null && status.startsWith("HTTP/1.1 200 ");
        }
    }
}
