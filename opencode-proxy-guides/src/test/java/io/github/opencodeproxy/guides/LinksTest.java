package io.github.opencodeproxy.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every document can be found, and every link of one leads somewhere. */
class LinksTest {

    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        for (Path document : Repository.documents()) {
            assertThat(links(document))
                    .as(Repository.ROOT.relativize(document).toString())
                    .allSatisfy(link ->
                            assertThat(leadsSomewhere(document, link)).as(link).isTrue());
        }
    }

    @Test
    void theIndexNamesEveryDocument() throws IOException {
        Path index = Repository.ROOT.resolve("docs/README.md");
        Set<Path> named = links(index).stream()
                .map(link -> index.resolveSibling(link.replaceFirst("#.*", "")).normalize())
                .collect(Collectors.toSet());

        assertThat(Repository.documents())
                .filteredOn(document -> document.startsWith(Repository.ROOT.resolve("docs")))
                .filteredOn(document -> !document.startsWith(index.resolveSibling("adr")) && !document.equals(index))
                .isNotEmpty()
                .isSubsetOf(named);
    }

    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll("code"))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                .toList();
    }

    private static boolean leadsSomewhere(Path document, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** As the hosts of repositories make them: lower case, no punctuation, dashes for blanks. */
    private static Set<String> anchors(Path document) {
        try {
            return HEADING.matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1)
                            .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                            .strip()
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
