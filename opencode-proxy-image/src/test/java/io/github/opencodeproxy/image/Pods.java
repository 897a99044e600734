package io.github.opencodeproxy.image;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The cluster: network A has the browser's side and the notebook, network B the notebook and the sandboxes.
 *
 * <pre>{@code
 * browser, neighbour ── A ── notebook ── B ── sandboxes
 * }</pre>
 */
final class Pods implements AutoCloseable {

    static final String PREFIX = "/notebook/lab/mynb/";

    /** The names that the notebook knows its sandboxes by; there may be none of that name yet. */
    static final List<String> SANDBOXES = List.of("alpha", "beta", "gamma", "delta");

    private static final int OPENCODE = 4096;

    private final Network outside = internal();
    private final Network inside = internal();
    private final List<GenericContainer<?>> sandboxes = new ArrayList<>();
    private int cleared;
    private final GenericContainer<?> neighbour;
    private final GenericContainer<?> notebook;

    private Pods() {
        neighbour = sleeper(outside);
        notebook = Pod.of(Images.NOTEBOOK)
                .withNetwork(outside)
                .withEnv("NB_PREFIX", PREFIX.substring(0, PREFIX.length() - 1))
                .withEnv("OPENCODE_PROXY_SERVERS", String.join(",", SANDBOXES))
                .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
        for (String name : SANDBOXES) {
            notebook.withEnv("OPENCODE_PROXY_SERVERS_" + name.toUpperCase(Locale.ROOT) + "_URL", url(name));
            notebook.withEnv("OPENCODE_PROXY_SERVERS_" + name.toUpperCase(Locale.ROOT) + "_NAME", name);
        }
    }

    static Pods start() {
        Pods pods = new Pods();
        pods.neighbour.start();
        pods.notebook.start();
        pods.join(pods.notebook, List.of());
        return pods;
    }

    /** Nothing leaves it, and no name is asked for outside. */
    private static Network internal() {
        return Network.builder()
                .createNetworkCmdModifier(command -> command.withInternal(true))
                .build();
    }

    private static GenericContainer<?> sleeper(Network network) {
        return new GenericContainer<>(DockerImageName.parse(Images.NOTEBOOK))
                .withImagePullPolicy(name -> false)
                .withNetwork(network)
                .withCreateContainerCmdModifier(command -> unchecked(command).withEntrypoint("sleep", "infinity"));
    }

    /** The health check of the image asks for a proxy, which is not what runs there. */
    private static CreateContainerCmd unchecked(CreateContainerCmd command) {
        return command.withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
    }

    /** A sandbox pod with the real OpenCode, and on its volume what it worked on. */
    GenericContainer<?> sandbox(String name, String volume) {
        Path tools = Command.repository().resolve("tools/opencode");
        GenericContainer<?> sandbox = new GenericContainer<>(DockerImageName.parse(Images.NOTEBOOK))
                .withImagePullPolicy(image -> false)
                .withNetwork(inside)
                .withNetworkAliases(host(name))
                .withEnv("OPENCODE_CONFIG", "/sandbox/opencode.json")
                .withEnv("OPENCODE_DISABLE_MODELS_FETCH", "1")
                .withEnv("OPENCODE_DISABLE_LSP_DOWNLOAD", "1")
                .withEnv("OPENCODE_DISABLE_DEFAULT_PLUGINS", "1")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(tools.resolve("model.mjs"), 0644), "/sandbox/model.mjs")
                .withCopyFileToContainer(
                        MountableFile.forClasspathResource("sandbox/opencode.json", 0644), "/sandbox/opencode.json")
                .withCopyFileToContainer(MountableFile.forClasspathResource("sandbox/start", 0755), "/sandbox/start")
                .withCreateContainerCmdModifier(command -> {
                    unchecked(command).withEntrypoint("tini", "--", "/sandbox/start");
                    Objects.requireNonNull(command.getHostConfig()).withBinds(new Bind(volume, new Volume(Pod.HOME)));
                })
                .waitingFor(Wait.forLogMessage(".*listening on.*", 1));
        sandboxes.add(sandbox);
        sandbox.start();
        return sandbox;
    }

    /** Something else that is there, and has the address that was free. */
    void occupyFreeAddress() {
        GenericContainer<?> squatter = sleeper(inside);
        sandboxes.add(squatter);
        squatter.start();
    }

    /** Packets to and from a sandbox are lost from now on; nobody is told, and inside it all goes on. */
    void cut(GenericContainer<?> sandbox) {
        filter(sandbox, "--insert");
    }

    void heal(GenericContainer<?> sandbox) {
        filter(sandbox, "--delete");
    }

    private static void filter(GenericContainer<?> sandbox, String change) {
        Map.of("INPUT", "--in-interface", "OUTPUT", "--out-interface").forEach((chain, side) -> {
            Command.run(
                    "nsenter",
                    "--net=/proc/" + Pod.process(sandbox) + "/ns/net",
                    Needs.program("iptables").toString(),
                    change,
                    chain,
                    "!",
                    side,
                    "lo",
                    "--jump",
                    "DROP");
        });
    }

    /** As a sandbox that is taken away: nothing is said good-bye to. */
    void kill(GenericContainer<?> sandbox) {
        Command.run("docker", "kill", sandbox.getContainerId());
    }

    /** From now on the name means another one. Both run. */
    void move(String name, GenericContainer<?> from, GenericContainer<?> to) {
        leave(from);
        leave(to);
        join(from, List.of());
        join(to, List.of(host(name)));
    }

    private void leave(GenericContainer<?> pod) {
        Command.run("docker", "network", "disconnect", inside.getId(), pod.getContainerId());
    }

    private void join(GenericContainer<?> pod, List<String> aliases) {
        List<String> command = new ArrayList<>(List.of("docker", "network", "connect"));
        aliases.forEach(alias -> command.add("--alias=" + alias));
        command.addAll(List.of(inside.getId(), pod.getContainerId()));
        Command.run(command.toArray(String[]::new));
    }

    static String host(String name) {
        return name + ".lab.svc.cluster.local";
    }

    static String url(String name) {
        return "http://" + host(name) + ":" + OPENCODE;
    }

    GenericContainer<?> notebook() {
        return notebook;
    }

    GenericContainer<?> neighbour() {
        return neighbour;
    }

    /** Where the browser's side sees the notebook. */
    String notebookUrl() {
        return "http://" + Pod.address(notebook, outside.getId()) + ":" + Pod.PORT + PREFIX;
    }

    String address(GenericContainer<?> sandbox) {
        return Pod.address(sandbox, inside.getId());
    }

    /** What the pods had to say, for whoever looks into a failure. */
    private void keepLogs() {
        try {
            Path folder = Files.createDirectories(Command.target().resolve("logs"));
            Files.writeString(folder.resolve("notebook.log"), notebook.getLogs());
            for (GenericContainer<?> sandbox : sandboxes) {
                Files.writeString(folder.resolve("sandbox-" + cleared++ + ".log"), sandbox.getLogs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the sandboxes of a story, which the next one does not want. */
    void clear() {
        keepLogs();
        sandboxes.forEach(GenericContainer::stop);
        sandboxes.clear();
    }

    @Override
    public void close() {
        clear();
        notebook.stop();
        neighbour.stop();
        inside.close();
        outside.close();
    }
}
