package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.RateStore;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.request.TargetSelector;
import io.github.opencodeproxy.servlet.request.TraceContext;
import io.github.opencodeproxy.servlet.sealing.InvalidKeyFileException;
import io.github.opencodeproxy.servlet.sealing.LiveKeys;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ProxyServlet} is made from. With nothing set it reaches no server at all.
 *
 * <p>Immutable once built.
 */
public final class ProxyOptions {

    final BasePath basePath;
    final TargetPolicy policy;
    final Supplier<HostResolver> resolver;
    final ServerDirectory directory;
    final TargetSelector selector;
    final Set<String> publicOrigins;
    final Identity identity;
    final LiveKeys keys;
    final Duration connectTimeout;
    final Duration tlsTimeout;
    final List<X509Certificate> authorities;
    final @Nullable Duration headersTimeout;
    final Duration idleStreamTimeout;
    final Duration heartbeatInterval;
    final Duration pingInterval;
    final Duration healthInterval;
    final long maxBodyBytes;
    final boolean isForwarded;
    final Quotas quotas;
    final @Nullable RateStore rateStore;
    final Supplier<HttpClient> httpClient;
    final ProxyListener listener;
    final TraceContext traceContext;
    final Clock clock;
    final @Nullable FollowedConfig followed;

    private ProxyOptions(Builder builder) {
        basePath = builder.basePath;
        policy = builder.policy;
        resolver = builder.resolver;
        directory = builder.discovery == null ? builder.directory : builder.directory.and(builder.discovery);
        selector = Objects.requireNonNullElseGet(builder.selector, () -> TargetSelector.standard(directory));
        publicOrigins = builder.publicOrigins;
        identity = builder.identity;
        keys = Objects.requireNonNullElseGet(builder.keys, LiveKeys::inMemory);
        connectTimeout = builder.connectTimeout;
        tlsTimeout = builder.tlsTimeout;
        authorities = builder.authorities;
        headersTimeout = builder.headersTimeout;
        idleStreamTimeout = builder.idleStreamTimeout;
        heartbeatInterval = builder.heartbeatInterval;
        pingInterval = builder.pingInterval;
        healthInterval = builder.healthInterval;
        maxBodyBytes = builder.maxBodyBytes;
        isForwarded = builder.isForwarded;
        quotas = builder.quotas;
        rateStore = builder.rateStore;
        httpClient = builder.httpClient;
        listener = builder.listener;
        traceContext = builder.traceContext;
        clock = builder.clock;
        followed = builder.followed;
    }

    /** {@return a builder with every default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins with a configuration from outside, to which code may add.
     *
     * @param config the configuration; not null
     * @return a builder with what it says
     */
    public static Builder from(ProxyConfig config) {
        return ConfiguredOptions.of(config);
    }

    /** Collects options. Not for use by several threads; no argument may be null. */
    public static final class Builder {

        private BasePath basePath = BasePath.of("");
        private TargetPolicy policy = TargetPolicy.denyAll();
        private Supplier<HostResolver> resolver = () -> HostResolver.system(Duration.ofSeconds(3));
        private ServerDirectory directory = ServerDirectory.none();
        private @Nullable ServerDirectory discovery;
        private @Nullable TargetSelector selector;
        private Set<String> publicOrigins = Set.of();
        private Identity identity = Identity.none();
        private @Nullable LiveKeys keys;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration tlsTimeout = Duration.ofSeconds(5);
        private List<X509Certificate> authorities = List.of();
        private @Nullable Duration headersTimeout;
        private Duration idleStreamTimeout = Duration.ofHours(1);
        private Duration heartbeatInterval = Duration.ofSeconds(20);
        private Duration pingInterval = Duration.ofSeconds(20);
        private Duration healthInterval = Duration.ofSeconds(10);
        private long maxBodyBytes = 256L * 1024 * 1024;
        private boolean isForwarded;
        private Quotas quotas = Quotas.defaults();
        private @Nullable RateStore rateStore;
        private Supplier<HttpClient> httpClient = HttpClient::new;
        private ProxyListener listener = ProxyListener.none();
        private TraceContext traceContext = TraceContext.none();
        private Clock clock = Clock.systemUTC();
        private @Nullable FollowedConfig followed;

        private Builder() {}

        /**
         * Sets the prefix under which a gateway shows us; default none.
         *
         * @param value the prefix
         * @return this
         */
        public Builder basePath(BasePath value) {
            basePath = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets which servers may be reached; default none. Where the options began with a configuration from outside,
         * changes of its file have no effect then.
         *
         * @param value the policy
         * @return this
         */
        public Builder policy(TargetPolicy value) {
            policy = Objects.requireNonNull(value);
            followed = null;
            return this;
        }

        /**
         * Sets who resolves names; default the system's resolver with a limit of 3 s. It is closed with the servlet when
         * it is {@link AutoCloseable}, so a servlet that is to be started again needs one that still works then, as the
         * default does.
         *
         * @param value the resolver
         * @return this
         */
        public Builder resolver(HostResolver value) {
            Objects.requireNonNull(value);
            return resolver(() -> value);
        }

        /** One for each start: what has been closed does not resolve any more. */
        Builder resolver(Supplier<HostResolver> value) {
            resolver = value;
            return this;
        }

        /**
         * Sets the servers that the operator provides; default none. Where the options began with a configuration from
         * outside, changes of its file have no effect then.
         *
         * @param value the directory
         * @return this
         */
        public Builder directory(ServerDirectory value) {
            directory = Objects.requireNonNull(value);
            followed = null;
            return this;
        }

        /**
         * Sets where more servers are found, after those that the operator provides; default nowhere. One whose key is taken
         * is hidden. One that it does not have any more at that URL is not dialled any more, whatever selected it; what is open
         * to it ends by itself.
         *
         * @param value a directory whose servers are {@linkplain ProvidedServer.Source#DISCOVERED discovered}; not closed by
         *     the servlet. It is asked by threads that serve requests, so it must answer at once
         * @return this
         */
        public Builder discovery(ServerDirectory value) {
            discovery = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets how a request names its target; default {@link TargetSelector#standard}.
         *
         * @param value the selector
         * @return this
         */
        public Builder selector(TargetSelector value) {
            selector = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the web origins under which we are published, such as {@code https://kf.example.com}; default empty, which
         * means that the host of {@code Origin} must equal {@code Host}.
         *
         * @param value the origins
         * @return this
         */
        public Builder publicOrigins(Set<String> value) {
            publicOrigins = Set.copyOf(value);
            return this;
        }

        /**
         * Sets who tells who the user is; default nobody, and everybody is anonymous.
         *
         * @param value the identity
         * @return this
         */
        public Builder identity(Identity value) {
            identity = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the file with the keys that seal credentials for browsers: a JSON Web Key Set of 256-bit keys of the kind
         * {@code oct}, each with a {@code kid}; the first seals, all open. Several proxies may share one. It is looked at
         * again every 10 s. Default a key in memory: what it has sealed cannot be opened after a restart.
         *
         * @param value a file that nobody else can read
         * @return this
         * @throws IllegalArgumentException when it cannot be used; the message shows no key
         */
        public Builder credentialKeyFile(Path value) {
            Objects.requireNonNull(value);
            try {
                return keys(LiveKeys.in(value));
            } catch (InvalidKeyFileException e) {
                throw new IllegalArgumentException("The key file " + value + " " + e.getMessage(), e);
            }
        }

        Builder keys(LiveKeys value) {
            keys = value;
            return this;
        }

        /**
         * Sets how long a connection to a server may take to be made; default 5 s.
         *
         * @param value more than zero
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            connectTimeout = positive(value);
            return this;
        }

        /**
         * Sets how long a TLS handshake with a server may take, the connection included; default 5 s.
         *
         * @param value more than zero
         * @return this
         */
        public Builder tlsTimeout(Duration value) {
            tlsTimeout = positive(value);
            return this;
        }

        /**
         * Sets by which authorities a server's certificate may be signed, besides those that the Java runtime believes;
         * default none. Host names are checked in any case.
         *
         * @param value their certificates
         * @return this
         */
        public Builder authorities(Collection<X509Certificate> value) {
            authorities = List.copyOf(value);
            return this;
        }

        /**
         * Sets how long a server may think before its answer begins; default as long as it likes, because a model may.
         *
         * @param value more than zero
         * @return this
         */
        public Builder headersTimeout(Duration value) {
            headersTimeout = positive(value);
            return this;
        }

        /**
         * Sets how long an exchange may be silent in both directions, or a WebSocket carry no message; default 1 h.
         *
         * @param value more than zero
         * @return this
         */
        public Builder idleStreamTimeout(Duration value) {
            idleStreamTimeout = positive(value);
            return this;
        }

        /**
         * Sets how long a server may be silent on an event stream before the client gets a comment, which shows both
         * sides that the other is there; default 20 s. Comments go only between events and never into a compressed
         * stream, and do not count as life of the server.
         *
         * @param value more than zero
         * @return this
         */
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = positive(value);
            return this;
        }

        /**
         * Sets how often the two sides of a WebSocket are asked whether they are still there; default 20 s. One that does
         * not answer twice is given up.
         *
         * @param value more than zero
         * @return this
         */
        public Builder pingInterval(Duration value) {
            pingInterval = positive(value);
            return this;
        }

        /**
         * Sets how often provided servers are looked at while a page listens to their health; default 10 s. Whoever asks for
         * a server's health is given what was found within the last half of that.
         *
         * @param value more than zero
         * @return this
         */
        public Builder healthInterval(Duration value) {
            healthInterval = positive(value);
            return this;
        }

        /**
         * Sets the longest request body that is forwarded; default 256 MiB.
         *
         * @param value in bytes, at least 0
         * @return this
         */
        public Builder maxBodyBytes(long value) {
            if (value < 0) {
                throw new IllegalArgumentException("maxBodyBytes must not be negative");
            }
            maxBodyBytes = value;
            return this;
        }

        /**
         * Sets whether servers are told where a request came from: {@code X-Forwarded-For} is the container's peer (behind a
         * gateway the gateway), {@code X-Forwarded-Host} and {@code X-Forwarded-Proto} what it asked us for; default not.
         * What a client says in such fields never reaches a server.
         *
         * @param value whether they are told
         * @return this
         */
        public Builder forwarded(boolean value) {
            isForwarded = value;
            return this;
        }

        /**
         * Sets how much one user may take and one server is given; default {@link Quotas#defaults}.
         *
         * @param value the quotas
         * @return this
         */
        public Builder quotas(Quotas value) {
            quotas = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets where the rates are counted; default in this process. Streams, requests under way and circuit breakers
         * are counted in each process always.
         *
         * @param value the store; not closed by the servlet
         * @return this
         */
        public Builder rateStore(RateStore value) {
            rateStore = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the client of the upstream leg; default a new one. An application that embeds a container shares the
         * container's threads, scheduler and buffers with it, which halves the cost of a request.
         *
         * @param value a client that is not started; configured, started and stopped by the servlet
         * @return this
         */
        public Builder httpClient(HttpClient value) {
            Objects.requireNonNull(value);
            httpClient = () -> value;
            return this;
        }

        /**
         * Sets who is told what becomes of each request; default nobody.
         *
         * @param value the listener
         * @return this
         */
        public Builder listener(ProxyListener value) {
            listener = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets under which trace requests go to their servers; default a new one for each, marked as not sampled.
         *
         * @param value the trace context
         * @return this
         */
        public Builder traceContext(TraceContext value) {
            traceContext = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets by which time of day we tell when somebody worked; default the system's. Time limits do not go by it.
         *
         * @param value the clock
         * @return this
         */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        /** Set last: a policy or a directory of one's own is not replaced. */
        Builder follow(FollowedConfig value) {
            followed = value;
            return this;
        }

        /** {@return the options} */
        public ProxyOptions build() {
            return new ProxyOptions(this);
        }

        private static Duration positive(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("A time limit must be more than zero: " + value);
            }
            return value;
        }
    }
}
