package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.policy.AddressRanges;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who a request is taken to come from. */
class IdentityContractTest {

    private final BlockingQueue<User> seen = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @CsvSource({"127.0.0.0/8, ada@example.com", "10.0.0.0/8, anonymous"})
    void theGatewaysWordCountsOnlyFromTheGateway(String trusted, String name) throws Exception {
        Identity identity = Identity.header("kubeflow-userid", AddressRanges.parse(List.of(trusted)));
        try (RunningProxy proxy =
                RunningProxy.with(options -> options.identity(identity).listener(listener()))) {
            proxy.get("/api/servers", "Kubeflow-Userid", "ada@example.com", "X-Opencode-Proxy", "1");

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new User(name));
        }
    }

    @Test
    void nobodyIsBelievedUnlessTheOperatorSaysWhom() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(options -> options.listener(listener()))) {
            proxy.get("/api/servers", "kubeflow-userid", "ada@example.com", "X-Opencode-Proxy", "1");

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(User.ANONYMOUS);
        }
    }

    private ProxyListener listener() {
        return new ProxyListener() {
            @Override
            public void finished(ClientRequest request, Outcome outcome) {
                seen.add(request.user());
            }
        };
    }
}
