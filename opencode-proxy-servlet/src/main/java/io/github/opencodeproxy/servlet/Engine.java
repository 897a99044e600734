package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import io.github.opencodeproxy.servlet.config.ConfigWatch;
import io.github.opencodeproxy.servlet.exchange.Heads;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.notebook.Activity;
import io.github.opencodeproxy.servlet.notebook.NotebookPages;
import io.github.opencodeproxy.servlet.notebook.Watchtower;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import io.github.opencodeproxy.servlet.sealing.KeyWatch;
import io.github.opencodeproxy.servlet.servers.HealthDesk;
import io.github.opencodeproxy.servlet.servers.SealingDesk;
import io.github.opencodeproxy.servlet.servers.ServerList;
import io.github.opencodeproxy.servlet.tunnel.TunnelDoor;
import io.github.opencodeproxy.servlet.tunnel.TunnelLimits;
import io.github.opencodeproxy.servlet.upstream.ServerTrust;
import io.github.opencodeproxy.servlet.upstream.Timeouts;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a started proxy has: made and started in one go, ended by {@link #close()}. {@link Routes} leads requests
 * through it. Safe for use by many threads.
 */
final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyServlet.class);

    private static final Duration LONGEST_OPENING = Duration.ofSeconds(30);

    private final ProxyOptions options;
    private final HostResolver resolver;
    private final UpstreamClient client;
    private final TargetGate gate;
    private final KeyWatch keys;
    private final Watchtower watchtower;
    private final @Nullable ConfigWatch watch;

    final Answer answer = new Answer(ProxyVersion.text());
    final Rooms rooms;
    final NotebookPages notebook;
    final TunnelDoor tunnel;
    final ServerList list;
    final HealthDesk health;
    final SealingDesk desk;

    /** Starts the client. */
    Engine(ProxyOptions options) {
        this.options = options;
        Heads heads = new Heads(options.traceContext, options.isForwarded);
        Limits limits = new Limits(options.quotas, options.maxBodyBytes, options.rateStore, System::nanoTime);
        resolver = options.resolver.get();
        client = startClient();
        gate = new TargetGate(listed(options.policy), resolver);
        Timeouts timeouts = new Timeouts(client.scheduler(), options.tlsTimeout, options.headersTimeout);
        CredentialSeal seal = new CredentialSeal(options.keys);
        keys = KeyWatch.start(options.keys, client.scheduler(), client.executor());
        watchtower = new Watchtower(gate, seal, client);
        Activity activity = new Activity(options.clock, watchtower);
        notebook = new NotebookPages(activity, answer);
        rooms = new Rooms(gate, limits, seal, client, answer, timeouts, options.heartbeatInterval, heads, activity);
        tunnel = new TunnelDoor(rooms, TunnelLimits.of(timeToOpen(), options.pingInterval, options.idleStreamTimeout));
        list = new ServerList(options.directory, answer);
        health = new HealthDesk(rooms, options.directory, options.healthInterval);
        desk = new SealingDesk(limits, seal, answer);
        FollowedConfig followed = options.followed;
        watch = followed == null ? null : followed.follow(this);
    }

    private UpstreamClient startClient() {
        try {
            HttpClient httpClient = options.httpClient.get();
            ServerTrust.apply(httpClient, options.authorities);
            return new UpstreamClient(httpClient, options.connectTimeout, options.idleStreamTimeout);
        } catch (RuntimeException e) {
            closeResolver();
            throw e;
        }
    }

    /** What the cluster has taken away is not dialled any more; what is open to it ends by itself. */
    private TargetPolicy listed(TargetPolicy policy) {
        return new ListedPolicy(ProvidedServer.Source.DISCOVERED, options.directory, policy);
    }

    /** From now on another policy decides; what it does not allow ends, and no connection of before is used for a request. */
    void replacePolicy(TargetPolicy next) {
        TargetGate.Replacement done = gate.replace(listed(next));
        client.retirePoolsBefore(done.version());
        health.policyReplaced();
        LOG.info(
                "Another policy is in force. Ended because it does not allow them: {} requests, streams and tunnels",
                done.turnedOut());
    }

    /** No model is asked before a WebSocket opens, so a server has no reason to take long. */
    private Duration timeToOpen() {
        return Objects.requireNonNullElse(options.headersTimeout, LONGEST_OPENING);
    }

    /** From now on every WebSocket is closed with 1001, and waited for a little. */
    void closeWebSockets() {
        tunnel.close();
    }

    /** Closes every connection and ends every thread. */
    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
            keys.close();
            health.close();
            watchtower.close();
            tunnel.close();
        } finally {
            try {
                client.close();
            } finally {
                closeResolver();
            }
        }
    }

    private void closeResolver() {
        if (resolver instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The resolver cannot be closed", e);
            }
        }
    }
}
