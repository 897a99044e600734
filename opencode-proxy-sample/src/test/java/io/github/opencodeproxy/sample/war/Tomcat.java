package io.github.opencodeproxy.sample.war;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A stock Tomcat with its manager, which deploys, undeploys and looks for leaks. */
final class Tomcat implements AutoCloseable {

    private static final String USER = "deployer";
    private static final String PASSWORD = "for-this-test-only";

    private final Path base;
    private final ContainerProcess process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Tomcat(Path base, ContainerProcess process) {
        this.base = base;
        this.process = process;
        port = Integer.parseInt(
                process.awaitLine("Starting ProtocolHandler \\[\"http-nio-127.0.0.1-auto-[0-9]+-([0-9]+)\""));
        process.awaitLine("(Server startup) in ");
    }

    /**
     * Starts.
     *
     * @param home the name of the distribution under {@code target/containers}
     * @param base an empty folder for its configuration and applications
     */
    static Tomcat start(String home, Path base, Map<String, String> environment) throws IOException {
        Path distribution = Path.of("target", "containers", home).toAbsolutePath();
        for (String folder : List.of("temp", "logs", "webapps", "conf")) {
            Files.createDirectories(base.resolve(folder));
        }
        copy(distribution.resolve("conf"), base.resolve("conf"));
        copy(distribution.resolve("webapps/manager"), base.resolve("webapps/manager"));
        Path server = base.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("port=\"8005\"", "port=\"-1\"")
                        .replaceFirst("<Connector port=\"8080\"", "<Connector port=\"0\" address=\"127.0.0.1\""));
        Files.writeString(base.resolve("conf/tomcat-users.xml"), """
                <tomcat-users xmlns="http://tomcat.apache.org/xml">
                  <user username="%s" password="%s" roles="manager-script"/>
                </tomcat-users>
                """.formatted(USER, PASSWORD));
        ContainerProcess process = ContainerProcess.start(
                base,
                environment(environment, base),
                List.of("sh", distribution.resolve("bin/catalina.sh").toString(), "run"));
        try {
            return new Tomcat(base, process);
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private static Map<String, String> environment(Map<String, String> environment, Path base) {
        return Stream.concat(environment.entrySet().stream(), Stream.of(Map.entry("CATALINA_BASE", base.toString())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Deploys with a {@code context.xml} of these elements. {@return the manager's answer} */
    String deploy(String contextPath, Path war, String elements) throws IOException {
        Path context = Files.createTempFile("context", ".xml");
        Files.writeString(context, "<Context>" + elements + "</Context>");
        return manager("deploy?path=" + contextPath + "&config=" + url(context) + "&war=" + url(war));
    }

    String undeploy(String contextPath) throws IOException {
        return manager("undeploy?path=" + contextPath);
    }

    /** {@return the applications that were stopped and are still in memory after a garbage collection} */
    String findLeaks() throws IOException {
        return manager("findleaks?statusLine=true");
    }

    private static String url(Path file) {
        return URLEncoder.encode(file.toUri().toString(), StandardCharsets.UTF_8);
    }

    private String manager(String command) throws IOException {
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/manager/text/" + command))
                .header("Authorization", "Basic " + credentials)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** {@return what it says on the console and what it says about applications, which is a file of its own} */
    String log() {
        StringBuilder log = new StringBuilder(process.log());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(base.resolve("logs"), "localhost.*.log")) {
            for (Path file : files) {
                log.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log.toString();
    }

    @Override
    public void close() {
        process.close();
    }
}
