package io.github.opencodeproxy.guides;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.health.UnhealthyReason;
import io.github.opencodeproxy.core.policy.DenyReason;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever has an error code finds its section. */
class TroubleshootingTest {

    private static final String GUIDE = "docs/troubleshooting.md";
    private static final Pattern SECTION = Pattern.compile("(?m)^### `([a-z_]+)`(?:, ([0-9]{3}))?$");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:_[a-z]+)*)`");

    @Test
    void everyCodeOfTheProxyHasASectionWithItsStatus() throws IOException {
        List<String> expected = Stream.of(ProblemCode.values())
                .map(code -> code.code() + " " + code.status())
                .toList();

        assertThat(sections().map(found -> found[0] + " " + found[1])).containsAll(expected);
    }

    @Test
    void everyCodeOfTheWireContractHasASectionAndThereIsNoOther() throws IOException {
        String contract = Repository.read("docs/wire-contract.md");
        String errors = contract.substring(contract.indexOf("\n## Errors\n"), contract.indexOf("\n## Limits\n"));
        List<String> codes = Stream.concat(
                        errors.lines().filter(line -> line.matches("\\| \\d{3}.*")),
                        errors.lines().filter(line -> line.contains("`draining`")))
                .flatMap(line -> CODE.matcher(line).results())
                .map(found -> found.group(1))
                .toList();

        assertThat(sections().map(found -> found[0]))
                .containsExactlyInAnyOrderElementsOf(codes.stream().distinct().toList());
    }

    @Test
    void everyReasonOfARefusalAndOfABadHealthIsExplained() throws IOException {
        String guide = Repository.read(GUIDE);
        Stream<String> reasons = Stream.concat(Stream.of(DenyReason.values()), Stream.of(UnhealthyReason.values()))
                .map(reason -> reason.name().toLowerCase(Locale.ROOT));

        assertThat(reasons).allSatisfy(reason -> assertThat(guide).contains("| `" + reason + "` |"));
    }

    /** {@return code and status, empty where there is none} */
    private static Stream<String[]> sections() throws IOException {
        return SECTION.matcher(Repository.read(GUIDE)).results().map(found ->
                new String[] {found.group(1), found.group(2) == null ? "" : found.group(2)});
    }
}
