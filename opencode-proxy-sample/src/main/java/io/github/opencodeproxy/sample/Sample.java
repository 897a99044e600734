package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.InvalidConfigException;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code java -jar opencode-proxy-sample.jar}. */
public final class Sample {

    /** EX_CONFIG of sysexits.h. */
    static final int EXIT_CONFIG = 78;

    private static final int EXIT_NOT_STARTED = 1;
    private static final int EXIT_STOPPED = 0;

    private Sample() {}

    /**
     * Starts the sample and returns; it stops on SIGTERM or SIGINT, with exit code 0. Exits with 78 when the configuration
     * is wrong and with 1 when the port cannot be had.
     *
     * <p>With {@code policy explain} and a server's URL or key it says what the policy would do and why, and ends: with 0 when
     * the server may be reached, 3 when it is denied, 4 when its name has no address, 65 when it is no address of a server, 78
     * when the configuration is wrong, and 64 with any other arguments.
     *
     * @param arguments none to start: everything else is configuration
     */
    public static void main(String... arguments) {
        if (arguments.length > 0) {
            System.exit(PolicyCommand.run(arguments, ConfigSources::ofProcess, System.out, System.err));
        }
        Logging.configure();
        Logger log = LoggerFactory.getLogger(Sample.class);
        try {
            ServerConfig config = ServerConfig.read(ConfigSources.ofProcess());
            SampleServer server = SampleServer.start(config, Logging.accessLog());
            stopOnSignal(server);
            config.proxy().notices().forEach(log::warn);
            log.info("opencode-proxy {}. {}", Version.current(), StartLine.of(config, server.port()));
        } catch (InvalidConfigException e) {
            exit(EXIT_CONFIG, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            exit(EXIT_NOT_STARTED, e.getMessage() + ". Is the port in use? PORT chooses another one.");
        }
    }

    private static void stopOnSignal(SampleServer server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    }

    /** Runs while the process ends: the log is closed already, and without {@code halt} the signal's code would stand. */
    private static void stop(SampleServer server) {
        try {
            server.retire();
            System.err.println("opencode-proxy stopped.");
        } catch (RuntimeException e) {
            System.err.println("opencode-proxy stopped, but not cleanly: " + e.getCause());
        }
        Runtime.getRuntime().halt(EXIT_STOPPED);
    }

    private static void exit(int code, String message) {
        System.err.println("opencode-proxy did not start: " + message);
        System.exit(code);
    }
}
