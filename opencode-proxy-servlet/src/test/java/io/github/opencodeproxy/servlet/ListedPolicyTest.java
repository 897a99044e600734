package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ProvidedServer.Source;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.core.policy.TargetPolicy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A server is selected, and taken off the list before it is dialled. */
class ListedPolicyTest {

    private static final ProvidedServer BOX = server("box", "http://10.0.0.1:4096", Source.DISCOVERED);

    private final List<ProvidedServer> listed = new ArrayList<>(List.of(BOX));
    private final TargetPolicy policy = new ListedPolicy(
            Source.DISCOVERED, () -> listed, target -> new Verdict.Eligible("all", address -> Optional.empty()));

    private static ProvidedServer server(String key, String url, Source source) {
        return new ProvidedServer(
                ServerKey.parse(key),
                new ServerConnection.Http(ServerUrl.parse(url), "Box", Credentials.none()),
                source,
                false);
    }

    private boolean isEligible(Target target) {
        return policy.judge(target) instanceof Verdict.Eligible;
    }

    @Test
    void isRefusedOnceItIsGoneOrHasMoved() {
        Target selected = new Target.Provided(BOX);
        assertThat(isEligible(selected)).isTrue();

        listed.set(0, server("box", "http://10.0.0.2:4096", Source.DISCOVERED));
        assertThat(isEligible(selected)).isFalse();
        listed.set(0, server("other", "http://10.0.0.1:4096", Source.DISCOVERED));
        assertThat(isEligible(selected)).isFalse();
        listed.clear();
        assertThat(isEligible(selected)).isFalse();
        listed.add(BOX);
        assertThat(isEligible(selected)).isTrue();
    }

    @Test
    void othersAreLeftToTheRules() {
        listed.clear();

        assertThat(isEligible(new Target.Provided(server("box", "http://10.0.0.1:4096", Source.CONFIG))))
                .isTrue();
        assertThat(isEligible(new Target.Requested(ServerUrl.parse("http://10.0.0.1:4096"))))
                .isTrue();
    }
}
