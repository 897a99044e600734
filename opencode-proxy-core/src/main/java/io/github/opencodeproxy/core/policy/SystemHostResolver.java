package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The Java runtime's resolver. */
public final class SystemHostResolver implements HostResolver, AutoCloseable {
    SystemHostResolver(Lookup lookup, Duration timeout, LongSupplier nanoTime) {}

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        return CompletableFuture.failedFuture(new UnknownHostException(host));
    }

    @Override
    public void close() {}

    @FunctionalInterface
    interface Lookup {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }
}
