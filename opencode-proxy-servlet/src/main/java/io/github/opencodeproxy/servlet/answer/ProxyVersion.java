package io.github.opencodeproxy.servlet.answer;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** The version of this library, and the header that tells our answers from those of a gateway in front of us. */
public final class ProxyVersion {

    /** The response header on everything that we answer or relay. Its value is {@link #text()}. */
    public static final String HEADER = "X-Opencode-Proxy";

    private static final String TEXT = read(ProxyVersion.class);

    private ProxyVersion() {}

    /** {@return the version, {@code "dev"} when these classes come from no jar; never null or empty} */
    public static String text() {
        return TEXT;
    }

    /** The JDK forgets the manifest of a jar on the module path, but there the descriptor has the version. */
    private static String read(Class<?> type) {
        return Optional.ofNullable(type.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(type.getModule().getDescriptor()).flatMap(ModuleDescriptor::rawVersion))
                .orElse("dev");
    }
}
