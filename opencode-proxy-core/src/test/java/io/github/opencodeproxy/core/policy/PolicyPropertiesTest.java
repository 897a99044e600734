package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.Corpus;
import io.github.opencodeproxy.core.HostileAddresses;
import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Nothing that is allowed leads outside, whatever is asked for and whatever DNS says. Names and addresses are judged here a
 * second time, by rules written another way.
 */
class PolicyPropertiesTest {

    private static final Allowlist POLICY =
            Allowlist.builder().allow("*.svc.cluster.local").build();

    private static final List<Block> ALLOWED = blocks("allowCidrs");
    private static final List<Block> DENIED = blocks("alwaysDeny");

    /** A range as numbers: the first bits of an address, and how many of them. */
    private record Block(int size, int prefix, BigInteger bits) {
        boolean holds(byte[] address) {
            return address.length == size
                    && new BigInteger(1, address).shiftRight(size * 8 - prefix).equals(bits);
        }
    }

    @Provide
    Arbitrary<String> addresses() {
        return HostileAddresses.nearAllowed();
    }

    /** Near the edges of the ranges, embedded ones too, or anywhere. */
    @Provide
    Arbitrary<List<InetAddress>> answers() {
        List<Block> edges = new ArrayList<>(ALLOWED);
        edges.addAll(DENIED);
        Arbitrary<InetAddress> atEdge = Arbitraries.of(edges)
                .flatMap(block -> Arbitraries.integers().between(-2, 2).map(step -> atEdge(block, step)));
        Arbitrary<InetAddress> four = bytes(4).map(PolicyPropertiesTest::address);
        Arbitrary<InetAddress> inside =
                Arbitraries.of(ALLOWED).flatMap(block -> bytes(block.size()).map(noise -> inside(block, noise)));
        Arbitrary<InetAddress> six = bytes(16).map(PolicyPropertiesTest::address);
        Arbitrary<InetAddress> embedded = Arbitraries.of(edges)
                .filter(block -> block.size() == 4)
                .flatMap(block -> Arbitraries.integers().between(0, 3).map(form -> embedded(atEdge(block, 0), form)));
        return Arbitraries.frequencyOf(
                        Tuple.of(30, inside),
                        Tuple.of(3, atEdge),
                        Tuple.of(1, four),
                        Tuple.of(1, six),
                        Tuple.of(1, embedded))
                .list()
                .ofMaxSize(3);
    }

    @Property(tries = 5_000, seed = "4099", edgeCases = EdgeCasesMode.NONE)
    void nothingAcceptedLeadsOutside(@ForAll("addresses") String text, @ForAll("answers") List<InetAddress> answers) {
        Decision decision = decide(text, answers);
        Statistics.label("allowed")
                .collect(decision instanceof Decision.Allow)
                .coverage(seen -> seen.check(true).percentage(share -> share > 10 && share < 90));
        if (decision instanceof Decision.Allow allow) {
            ServerUrl url = allow.upstream().url();
            assertThat(url.host()).matches("([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+svc[.]cluster[.]local");
            assertThat(url.host()).doesNotContainPattern("(^|[.])(kube-[a-z]+|istio-system|kubeflow|auth)[.]svc[.]");
            assertThat(url.port()).isIn(80, 443, 4096);
            assertThat(allow.upstream().addresses()).isNotEmpty().allMatch(answers::contains);
            // All that DNS has said, not only what is dialled.
            assertThat(answers).allMatch(PolicyPropertiesTest::isInside);
        }
    }

    @Property(tries = 5_000, seed = "4100", edgeCases = EdgeCasesMode.NONE)
    void whatLiesInsideIsAllowed(@ForAll("answers") List<InetAddress> answers) {
        Decision decision = decide("http://sandbox.ns.svc.cluster.local:4096", answers);
        boolean isInside = !answers.isEmpty() && answers.stream().allMatch(PolicyPropertiesTest::isInside);
        assertThat(decision instanceof Decision.Allow).isEqualTo(isInside);
    }

    private static Decision decide(String text, List<InetAddress> answers) {
        ServerUrl url;
        try {
            url = ServerUrl.parse(text);
        } catch (InvalidServerUrlException refused) {
            return new Decision.Unresolved(Decision.Unresolved.Cause.FAILED, "none");
        }
        return new TargetGate(POLICY, host -> CompletableFuture.completedFuture(answers))
                .admit(new Target.Requested(url))
                .toCompletableFuture()
                .join();
    }

    private static boolean isInside(InetAddress address) {
        byte[] octets = address.getAddress();
        return ALLOWED.stream().anyMatch(block -> block.holds(octets))
                && DENIED.stream().noneMatch(block -> block.holds(octets));
    }

    private static Arbitrary<byte[]> bytes(int size) {
        Arbitrary<Long> half = Arbitraries.longs().withDistribution(RandomDistribution.uniform());
        return Combinators.combine(half, half)
                .as((high, low) -> Arrays.copyOf(
                        ByteBuffer.allocate(16).putLong(high).putLong(low).array(), size));
    }

    private static InetAddress atEdge(Block block, int step) {
        BigInteger first = block.bits().shiftLeft(block.size() * 8 - block.prefix());
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(block.size() * 8 - block.prefix()))
                .subtract(BigInteger.ONE);
        return address(octets(
                step < 0 ? first.add(BigInteger.valueOf(step + 1)) : last.add(BigInteger.valueOf(step - 1)),
                block.size()));
    }

    private static InetAddress inside(Block block, byte[] noise) {
        int free = block.size() * 8 - block.prefix();
        BigInteger low = new BigInteger(1, noise).mod(BigInteger.ONE.shiftLeft(free));
        return address(octets(block.bits().shiftLeft(free).add(low), block.size()));
    }

    /** IPv4-compatible, NAT64, 6to4 and translated: Java unwraps the mapped form by itself. */
    private static InetAddress embedded(InetAddress four, int form) {
        byte[] six = new byte[16];
        System.arraycopy(four.getAddress(), 0, six, form == 2 ? 2 : 12, 4);
        if (form == 1) {
            System.arraycopy(new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b}, 0, six, 0, 4);
        } else if (form == 2) {
            six[0] = 0x20;
            six[1] = 2;
        } else if (form == 3) {
            six[8] = (byte) 0xff;
            six[9] = (byte) 0xff;
        }
        return address(six);
    }

    /** The last octets of a number, as many as an address has. */
    private static byte[] octets(BigInteger number, int size) {
        byte[] all = number.mod(BigInteger.ONE.shiftLeft(size * 8)).toByteArray();
        byte[] octets = new byte[size];
        int length = Math.min(all.length, size);
        System.arraycopy(all, all.length - length, octets, size - length, length);
        return octets;
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Block> blocks(String list) {
        List<Block> blocks = new ArrayList<>();
        for (JsonNode range : Corpus.meta("ssrf-deny").at("/policies/P1/resolved/" + list)) {
            String[] parts = range.asText().split("/", -1);
            byte[] octets = StubResolver.address(parts[0]).getAddress();
            int prefix = Integer.parseInt(parts[1]);
            blocks.add(
                    new Block(octets.length, prefix, new BigInteger(1, octets).shiftRight(octets.length * 8 - prefix)));
        }
        return blocks;
    }
}
