package io.github.opencodeproxy.sample.street;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** nginx in front of the sample, as a platform's gateway: only the notebook's prefix leads anywhere. */
final class Gateway implements AutoCloseable {

    static final String PREFIX = "/notebook/team-a/mynb";

    /** What becomes of the prefix. Kubeflow keeps it, a VirtualService with a rewrite strips it. */
    enum Style {
        KEEPS_PREFIX(""),
        STRIPS_PREFIX("/");

        private final String path;

        Style(String path) {
            this.path = path;
        }
    }

    private final Process nginx;
    private final int port;

    private Gateway(Process nginx, int port) {
        this.nginx = nginx;
        this.port = port;
    }

    static Gateway start(Style style, int samplePort, Path folder) throws IOException {
        Path binary = Tools.require("nginx");
        int port = freePort();
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, configuration(style, port, samplePort, folder));
        Process nginx = new ProcessBuilder(
                        binary.toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-c",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        Gateway gateway = new Gateway(nginx, port);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(gateway::listens);
        return gateway;
    }

    private static String configuration(Style style, int port, int samplePort, Path folder) {
        return """
                daemon off;
                worker_processes 1;
                pid %3$s/nginx.pid;
                events {}
                http {
                  access_log %3$s/access.log;
                  client_body_temp_path %3$s/body;
                  proxy_temp_path %3$s/proxy;
                  map $http_upgrade $hop {
                    default upgrade;
                    "" "";
                  }
                  fastcgi_temp_path %3$s/fastcgi;
                  uwsgi_temp_path %3$s/uwsgi;
                  scgi_temp_path %3$s/scgi;
                  client_max_body_size 0;
                  server {
                    listen 127.0.0.1:%1$d;
                    location %4$s/ {
                      proxy_pass http://127.0.0.1:%2$d%5$s;
                      proxy_http_version 1.1;
                      proxy_set_header Host $http_host;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $hop;
                      proxy_set_header kubeflow-userid alice@example.com;
                      proxy_set_header Cookie "oauth2_proxy_kubeflow=secret";
                      proxy_read_timeout 1h;
                    }
                    location / {
                      return 418;
                    }
                  }
                }
                """.formatted(port, samplePort, folder, PREFIX, style.path);
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The only address that the browser knows. */
    String url() {
        return "http://127.0.0.1:" + port + PREFIX + "/";
    }

    @Override
    public void close() {
        nginx.destroy();
        try {
            if (!nginx.waitFor(10, TimeUnit.SECONDS)) {
                nginx.destroyForcibly();
            }
        } catch (InterruptedException e) {
            nginx.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
