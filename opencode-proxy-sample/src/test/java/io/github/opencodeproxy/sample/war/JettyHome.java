package io.github.opencodeproxy.sample.war;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A stock Jetty that deploys what lies in a folder, and undeploys what is taken out of it. */
final class JettyHome implements AutoCloseable {

    private static final String START = Path.of("target", "containers", "jetty", "start.jar")
            .toAbsolutePath()
            .toString();

    private final Path base;
    private final ContainerProcess process;
    private final int port;

    private JettyHome(Path base, ContainerProcess process) {
        this.base = base;
        this.process = process;
        port = Integer.parseInt(process.awaitLine("Started oejs\\.ServerConnector.*\\{127\\.0\\.0\\.1:([0-9]+)}"));
    }

    /** Starts in an empty folder. */
    static JettyHome start(Path base) throws IOException {
        try (ContainerProcess setup =
                ContainerProcess.start(base, Map.of(), java("--add-modules=http,ee10-deploy,ee10-websocket-jakarta"))) {
            setup.awaitLine("(Base directory was modified)");
        }
        ContainerProcess process = ContainerProcess.start(
                base, Map.of(), java("jetty.http.host=127.0.0.1", "jetty.http.port=0", "jetty.deploy.scanInterval=1"));
        try {
            return new JettyHome(base, process);
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private static List<String> java(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.concat(Stream.of(java, "-jar", START), Stream.of(arguments))
                .toList();
    }

    /** Deploys with these context-parameters. */
    void deploy(String name, Path war, Map<String, String> parameters) throws IOException {
        StringBuilder context = new StringBuilder("""
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
                <Set name="contextPath">/%s</Set><Set name="war">%s</Set>
                """.formatted(name, war));
        parameters.forEach((key, value) -> context.append(
                "<Call name=\"setInitParameter\"><Arg>%s</Arg><Arg>%s</Arg></Call>".formatted(key, value)));
        // Moved there whole, since the folder is looked at all the time.
        Path written = Files.writeString(base.resolve(name + ".xml"), context.append("</Configure>"));
        Files.move(written, base.resolve("webapps").resolve(name + ".xml"));
    }

    void undeploy(String name) throws IOException {
        Files.delete(base.resolve("webapps").resolve(name + ".xml"));
    }

    ContainerProcess process() {
        return process;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
