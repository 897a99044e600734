package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.testkit.RawClient;
import java.util.Map;

/** Asks a sample for servers to which no packet can be sent, and prints what it answers. For a network of its own. */
final class UnreachableHost {

    private UnreachableHost() {}

    public static void main(String[] addresses) throws Exception {
        String rules = "http://" + String.join(":4096,http://", addresses) + ":4096";
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of("opencode.proxy.allow", rules)))) {
            for (String address : addresses) {
                String target = "X-Target-Server: http://" + address + ":4096\r\n";
                RawClient client = RunningSample.get(sample, RunningSample.PREFIX + "/api/proxy/global/health", target);
                int status = client.readHead();
                System.out.println(
                        status + " " + client.header("X-Opencode-Proxy-Error").orElse("-"));
                client.close();
            }
        }
    }
}
