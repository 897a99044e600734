package io.github.opencodeproxy.servlet.upstream;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;

/**
 * TCP to a server: with keep-alive, so that a stream whose server's machine is gone ends, and watched by
 * {@link WatchedEndPoint}, inside TLS where there is TLS.
 */
final class Wire extends Transport.TCPIP {

    /** A machine that is gone is noticed after 20 s + 3 * 10 s. */
    private static final int KEEPALIVE_IDLE_SECONDS = 20;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_PROBES = 3;

    @Override
    public SelectableChannel newSelectableChannel() throws IOException {
        SocketChannel channel = SocketChannel.open();
        set(channel, StandardSocketOptions.SO_KEEPALIVE, true);
        set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
        set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
        set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
        return channel;
    }

    private static <T> void set(SocketChannel channel, SocketOption<T> option, T value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    @Override
    public ClientConnectionFactory newClientConnectionFactory(
            ClientConnector connector, ClientConnectionFactory factory) {
        return (endPoint, context) ->
                factory.newConnection(new WatchedEndPoint(endPoint, connector.getScheduler()), context);
    }
}
