package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the sample as a process of its own, on a free loopback port. */
final class SampleProcess {

    private static final Pattern LISTENS = Pattern.compile("Listens on http://127\\.0\\.0\\.1:([0-9]+)/");

    private SampleProcess() {}

    static Process fromClasses(Map<String, String> environment) throws IOException {
        return start(environment, "-cp", System.getProperty("java.class.path"), Sample.class.getName());
    }

    /** With one provided server. */
    static Process inFrontOf(RawUpstream upstream) throws IOException {
        return fromClasses(Map.of(
                "NB_PREFIX",
                RunningSample.PREFIX,
                "OPENCODE_PROXY_SERVERS",
                "up",
                "OPENCODE_PROXY_SERVERS_UP_URL",
                upstream.url()));
    }

    /** Behind a command that is given the command to run, such as a shell that sets limits; nobody reads its output. */
    static Process behind(List<String> front, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                builder(environment, front, "-cp", System.getProperty("java.class.path"), Sample.class.getName());
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** With its standard output going to a file. */
    static Process into(File output, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                builder(environment, List.of(), "-cp", System.getProperty("java.class.path"), Sample.class.getName());
        return builder.redirectOutput(output).start();
    }

    static Process fromJar(Path jar, Map<String, String> environment) throws IOException {
        return start(environment, "-jar", jar.toString());
    }

    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        return builder(environment, List.of(), arguments).start();
    }

    private static ProcessBuilder builder(Map<String, String> environment, List<String> front, String... arguments) {
        List<String> command = new ArrayList<>(front);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("OPENCODE_PROXY_") || name.startsWith("JAVA_TOOL_"));
        builder.environment()
                .putAll(Map.of(
                        "PORT", "0",
                        "OPENCODE_PROXY_BIND_ADDRESS", "127.0.0.1",
                        // Nothing of a test is to stay in the home of who runs it.
                        "OPENCODE_PROXY_CREDENTIAL_KEY_FILE", "none",
                        "OPENCODE_PROXY_ALLOW", "*.team.svc.cluster.local"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Reads the log up to the line that says where it listens; what the library has to say may come before. */
    static int readPort(BufferedReader log) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new IOException("It ended without saying where it listens");
    }
}
