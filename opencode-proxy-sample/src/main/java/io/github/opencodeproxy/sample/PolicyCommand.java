package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.PolicyExplanation;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.InvalidConfigException;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.PrintStream;
import java.util.function.Supplier;

/** {@code policy explain <url or key>}: what would become of a request for this server, by the configuration that is here. */
final class PolicyCommand {

    static final int EXIT_ALLOWED = 0;
    static final int EXIT_DENIED = 3;
    static final int EXIT_UNRESOLVED = 4;
    /** EX_USAGE of sysexits.h. */
    static final int EXIT_USAGE = 64;
    /** EX_DATAERR. */
    static final int EXIT_INVALID = 65;

    private static final String USAGE = """
            Usage: java -jar opencode-proxy-sample.jar                               starts the proxy
                   java -jar opencode-proxy-sample.jar policy explain <url or key>   says whether it may be reached, and why
            """;

    private PolicyCommand() {}

    /** {@return the exit code} */
    static int run(String[] arguments, Supplier<ConfigSources> sources, PrintStream out, PrintStream err) {
        if (arguments.length != 3 || !arguments[0].equals("policy") || !arguments[1].equals("explain")) {
            err.print(USAGE);
            return EXIT_USAGE;
        }
        try {
            PolicyExplanation explanation =
                    PolicyExplanation.of(ServerConfig.read(sources.get()).proxy(), arguments[2]);
            out.print(explanation.text());
            return switch (explanation.result()) {
                case ALLOWED -> EXIT_ALLOWED;
                case DENIED -> EXIT_DENIED;
                case UNRESOLVED -> EXIT_UNRESOLVED;
                case INVALID -> EXIT_INVALID;
            };
        } catch (InvalidConfigException e) {
            err.println(e.getMessage());
            return Sample.EXIT_CONFIG;
        }
    }
}
