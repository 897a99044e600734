package io.github.opencodeproxy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the images as an operator does, with {@code image/build}, but on bases made of Debian's packages: no registry is
 * asked, and the builds have no network.
 */
final class Images {

    static final String NOTEBOOK = "opencode-proxy-notebook:test";
    static final String GATEWAY = "opencode-proxy-gateway:test";

    private static final String DEBIAN = "base-debian:test";
    private static final String GLIBC = "base-glibc:test";
    private static final String JDK = "base-jdk:test";
    private static final Pattern CODENAME = Pattern.compile("(?m)^VERSION_CODENAME=\"?([a-z]+)");

    /** What a dynamically linked program and TLS need, as a distroless base has it. Relative to the root. */
    private static final String GLIBC_FILES =
            "lib lib64 usr/lib64 usr/lib/ld-linux* usr/lib/*/ld-linux* usr/lib/*/libc.so.6"
                    + " usr/lib/*/libm.so.6 usr/lib/*/libdl.so.2 usr/lib/*/libpthread.so.0 usr/lib/*/librt.so.1 etc/passwd etc/group"
                    + " etc/ssl/certs/ca-certificates.crt";

    private Images() {}

    static void build() throws IOException {
        Engine.tryOut("docker", "import", debian().toString(), DEBIAN);
        Engine.tryOut("docker", "network", "create", "--internal", "first");
        Engine.tryOut("docker", "run", "--rm", "--network=first", DEBIAN, "true");
        Engine.tryOut("docker", "network", "rm", "first");
        jdk();
        Command.run(
                "/bin/sh",
                "-c",
                "docker run --rm --network none " + DEBIAN + " sh -c 'cd / && tar -c $(ls -d " + GLIBC_FILES
                        + " 2>/dev/null)' | docker import - " + GLIBC);
        image("notebook", NOTEBOOK);
        image("gateway", GATEWAY);
    }

    private static Path debian() throws IOException {
        Path archive = Command.target().resolve("debian.tar");
        if (Files.exists(archive)) {
            return archive;
        }
        Path partial = Command.target().resolve("debian-partial.tar");
        Command.run(
                Needs.program("mmdebstrap").toString(),
                "--variant=essential",
                "--include=ca-certificates,git,passwd,tini",
                // Nobody needs it after a power cut.
                "--dpkgopt=force-unsafe-io",
                "--aptopt=Acquire::Languages \"none\"",
                "--dpkgopt=path-exclude=/usr/share/doc/*",
                "--dpkgopt=path-exclude=/usr/share/man/*",
                "--dpkgopt=path-exclude=/usr/share/locale/*",
                codename(),
                partial.toString());
        return Files.move(partial, archive);
    }

    private static String codename() throws IOException {
        Matcher codename = CODENAME.matcher(Files.readString(Path.of("/etc/os-release")));
        return codename.find() ? codename.group(1) : "stable";
    }

    /** The JDK of this machine on the same base. Links that lead out of its folder, as Debian has them, are followed. */
    private static void jdk() throws IOException {
        Path context = Files.createDirectories(Command.target().resolve("jdk"));
        Command.run(
                "tar",
                "--create",
                "--dereference",
                "--exclude=src.zip",
                "--file=" + context.resolve("jdk.tar"),
                "--directory=" + Needs.java25(),
                ".");
        Files.writeString(
                context.resolve("Dockerfile"), "FROM " + DEBIAN + "\nENV JAVA_HOME=/opt/jdk\nADD jdk.tar /opt/jdk/\n");
        Command.run("env", "DOCKER_BUILDKIT=0", "docker", "build", "--tag", JDK, context.toString());
        Files.delete(context.resolve("jdk.tar"));
    }

    private static void image(String flavour, String tag) {
        Needs.program("node");
        String output = Command.run(
                "env",
                // The classic builder is in every engine; BuildKit's client may be missing.
                "DOCKER_BUILDKIT=0",
                Command.repository()
                        .resolve("opencode-proxy-sample/image/build")
                        .toString(),
                flavour,
                "--network=none",
                "--build-arg=JDK_IMAGE=" + JDK,
                "--build-arg=NOTEBOOK_BASE=" + DEBIAN,
                "--build-arg=GATEWAY_BASE=" + GLIBC,
                "--tag=" + tag);
        System.getLogger(Images.class.getName()).log(System.Logger.Level.DEBUG, output);
    }
}
