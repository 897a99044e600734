package io.github.opencodeproxy.servlet.upstream;

import io.github.opencodeproxy.core.policy.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/** How Jetty's client is set: pinned addresses, strict answers, and nothing done by itself. */
final class ClientSettings {

    /** A ceiling against leaks, not a limit. */
    private static final int CONNECTIONS_PER_UPSTREAM = 16_384;

    /** They are tried one after the other, each for as long as a connection may take: a Service may have hundreds. */
    private static final int ADDRESSES_TRIED = 3;

    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(30);

    private static final Wire WIRE = new Wire();

    private ClientSettings() {}

    /** Sets a client that is not started. */
    static void apply(HttpClient client, Duration connect, AtomicInteger policyInForce) {
        client.setConnectTimeout(connect.toMillis());
        client.setAddressResolutionTimeout(connect.toMillis());
        client.setIdleTimeout(IDLE_CONNECTION.toMillis());
        client.setDestinationIdleTimeout(2 * IDLE_CONNECTION.toMillis());
        client.setMaxConnectionsPerDestination(CONNECTIONS_PER_UPSTREAM);
        // They wait while connections are made: a thousand, as Jetty has it, is a burst of terminals.
        client.setMaxRequestsQueuedPerDestination(CONNECTIONS_PER_UPSTREAM);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setDefaultRequestContentType(null);
        client.setMaxResponseHeadersSize(64 * 1024);
        // What a client may ask for, our own fields and a credential.
        client.setMaxRequestHeadersSize(128 * 1024);
        // What we do with an answer never waits, so the selector's thread may do it.
        client.getHttpClientTransport().setInvocationType(Invocable.InvocationType.NON_BLOCKING);
        // A servlet writes byte arrays: heap buffers save one copy of every body.
        client.setUseInputDirectByteBuffers(false);
        client.setByteBufferPool(LeasedBuffers.of(client.getByteBufferPool()));
        client.setSocketAddressResolver(ClientSettings::vetted);
        client.setHttpCompliance(HttpCompliance.STRICT);
        client.getHttpClientTransport()
                .setConnectionPoolFactory(
                        destination -> new WatchedPool(destination, CONNECTIONS_PER_UPSTREAM, policyInForce));
    }

    /** Every connection asks here before it is made, whoever wants it: so none is made that is not watched. */
    private static void vetted(
            String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        context.put(Transport.CONTEXT_KEY, WIRE);
        if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                && destination.getOrigin().getTag() instanceof Upstream upstream) {
            promise.succeeded(upstream.addresses().stream()
                    .limit(ADDRESSES_TRIED)
                    .map(address -> new InetSocketAddress(named(upstream.url().host(), address), port))
                    .toList());
        } else {
            promise.failed(new SocketException("No vetted address"));
        }
    }

    /**
     * By the name that the user gave: it is what Jetty greets a TLS server with and compares with its certificate, and not
     * every resolver writes it down.
     */
    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets is always one", e);
        }
    }
}
