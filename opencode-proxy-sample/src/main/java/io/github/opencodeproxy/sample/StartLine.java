package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.config.ServerConfig;

/** What an operator wants to know at the start: where it listens and what it lets users reach. */
final class StartLine {

    private StartLine() {}

    static String of(ServerConfig config, int port) {
        return "Listens on " + url(config, port) + (config.bindAddress() == null ? " (every address)" : "") + ". "
                + config.proxy().summary()
                + (config.discovery() == null ? "" : " " + config.discovery().summary() + ".");
    }

    private static String url(ServerConfig config, int port) {
        String address = config.bindAddress();
        String host = address == null ? "localhost" : address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return "http://" + host + ":" + port + config.proxy().basePath() + "/";
    }
}
