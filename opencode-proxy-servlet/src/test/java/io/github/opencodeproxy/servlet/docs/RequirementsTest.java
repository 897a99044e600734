package io.github.opencodeproxy.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/security.md names every requirement once, in order, and tests that there are. */
class RequirementsTest {

    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| R(\\d+) \\| (.+) \\| ?(.*) \\|$");
    private static final Pattern TEST = Pattern.compile("`([\\w.]+(?:Test|IT|\\.test\\.ts))`");

    @Test
    void namesEveryRequirementOnceAndInOrder() throws IOException {
        List<Integer> expected = Stream.of(
                        IntStream.rangeClosed(1, 16),
                        IntStream.rangeClosed(20, 28),
                        IntStream.rangeClosed(30, 37),
                        IntStream.rangeClosed(41, 48),
                        IntStream.of(50, 51, 60, 61, 62, 65, 66, 67),
                        IntStream.rangeClosed(70, 74),
                        IntStream.rangeClosed(80, 93))
                .flatMapToInt(numbers -> numbers)
                .boxed()
                .toList();

        assertThat(rows()).extracting(row -> Integer.parseInt(row.group(1))).isEqualTo(expected);
    }

    @Test
    void namesATestForWhateverItSaysIsBuilt() throws IOException {
        assertThat(rows())
                .filteredOn(row -> !row.group(2).startsWith("**"))
                .allSatisfy(row -> assertThat(row.group(3)).contains("`"));
    }

    @Test
    void namesOnlyTestsThatThereAre() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.find(
                REPOSITORY,
                16,
                (path, facts) -> !path.toString().contains("node_modules")
                        && path.getFileName().toString().matches(".*(Test|IT)\\.java|.*\\.test\\.ts"))) {
            tests = files.map(path -> path.getFileName().toString().replaceFirst("\\.java$", ""))
                    .collect(Collectors.toSet());
        }

        assertThat(rows())
                .flatExtracting(row -> TEST.matcher(row.group(3))
                        .results()
                        .map(found -> found.group(1))
                        .toList())
                .isNotEmpty()
                .isSubsetOf(tests);
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(REPOSITORY.resolve("docs/security.md")))
                .results()
                .toList();
    }
}
