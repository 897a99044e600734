package io.github.opencodeproxy.image;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers as the strictest platforms run them. */
final class Pod {

    static final String HOME = "/home/jovyan";
    static final int PORT = 8888;

    /** Somebody the image has never heard of, as OpenShift has it. */
    static final String RANDOM_USER = "1000680000:0";

    private static final long MEMORY_BYTES = 1_200_000_000;

    private Pod() {}

    static GenericContainer<?> of(String image) {
        return new GenericContainer<>(DockerImageName.parse(image))
                // It is here, and there is no registry to ask.
                .withImagePullPolicy(name -> false)
                .withCreateContainerCmdModifier(Pod::restrict);
    }

    /**
     * What the pod security standard "restricted" asks for, a root file system that nobody writes to, one processor, and an
     * empty volume for the home, which nobody but its group may write to.
     */
    private static void restrict(CreateContainerCmd command) {
        HostConfig host = Objects.requireNonNull(command.getHostConfig());
        host.withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withNanoCPUs(1_000_000_000L)
                .withMemory(MEMORY_BYTES)
                .withMounts(List.of(
                        new Mount().withType(MountType.VOLUME).withTarget(HOME),
                        new Mount().withType(MountType.TMPFS).withTarget("/tmp")));
        command.withUser(RANDOM_USER);
    }

    /** The address on a network, or on its only one. */
    static String address(GenericContainer<?> pod, String network) {
        return Command.run(
                        "docker",
                        "inspect",
                        "--format={{range .NetworkSettings.Networks}}{{if eq .NetworkID \"" + network
                                + "\"}}{{.IPAddress}}{{end}}{{end}}",
                        pod.getContainerId())
                .strip();
    }

    /** The number of its first process, as this machine has it. */
    static String process(GenericContainer<?> pod) {
        return Command.run("docker", "inspect", "--format={{.State.Pid}}", pod.getContainerId())
                .strip();
    }
}
