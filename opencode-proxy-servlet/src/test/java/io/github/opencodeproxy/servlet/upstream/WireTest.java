package io.github.opencodeproxy.servlet.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** A stream to a machine that is gone must end one day. */
class WireTest {

    @Test
    void socketsAskWhetherTheServerIsStillThere() throws Exception {
        try (SocketChannel channel = (SocketChannel) new Wire().newSelectableChannel()) {
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assumeTrue(channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE));
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(20);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                    .isEqualTo(10);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
        }
    }
}
