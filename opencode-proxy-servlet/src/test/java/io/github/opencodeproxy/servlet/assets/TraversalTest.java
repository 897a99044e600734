package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.UriCompliance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the corpus, byte for byte on a raw socket. The canaries lie on the filter's class path beside the real
 * files and next to their folder, where a filter that made resource names of request paths would find them.
 */
class TraversalTest {

    private static final String PREFIX = "/notebook/team-a/mynb";
    private static final String ROOT = "META-INF/opencode-ui/";
    private static final String FILES = ROOT + "files/";

    private static URLClassLoader loader;
    private static final Map<String, StaticServer> servers = new HashMap<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        for (Map.Entry<String, JsonNode> entry :
                corpus().at("/meta/setup/layout").properties()) {
            lay(folder, entry.getKey(), entry.getValue().asText());
        }
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, TraversalTest.class.getClassLoader());
        assertThat(loader.getResource(FILES + ".env")).isNotNull();
        for (String prefix : List.of(PREFIX, "")) {
            for (UriCompliance compliance : List.of(UriCompliance.DEFAULT, UriCompliance.UNSAFE)) {
                servers.put(prefix + compliance, StaticServer.start("/", prefix, loader, compliance));
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (StaticServer server : servers.values()) {
            server.close();
        }
        loader.close();
    }

    @ParameterizedTest(name = "{0} {1} under \"{2}\", URI compliance {3}")
    @MethodSource("rows")
    void readsNothingButTheCatalogue(String id, String why, String prefix, UriCompliance compliance, JsonNode row)
            throws Exception {
        String target = row.path("target").asText().replace("{P}", prefix);
        StaticServer server = Objects.requireNonNull(servers.get(prefix + compliance));
        for (String accept : new String[] {"Accept: */*", "Accept: text/html"}) {
            RawAnswer answer = server.get(target, accept);
            assertThat(row.at("/expect/status")).map(JsonNode::asInt).contains(answer.status());
            for (JsonNode forbidden : row.at("/expect/bodyMustNotContain")) {
                assertThat(answer.body()).doesNotContain(forbidden.asText());
            }
            String location = answer.header("Location");
            if (!location.isEmpty()) {
                URI redirected = URI.create("http://host" + target).resolve(location);
                assertThat(redirected.getHost()).isEqualTo("host");
                assertThat(redirected.getPath()).startsWith(prefix + "/");
            }
        }
    }

    /** "dist" of the layout is the folder of the catalogue's files; what lies beside it goes beside that. */
    private static void lay(Path folder, String name, String text) throws IOException {
        if (name.equals("note")) {
            return;
        }
        Path file = folder.resolve(name.startsWith("dist/") ? FILES + name.substring(5) : ROOT + name);
        Files.createDirectories(file.getParent());
        if (text.startsWith("symlink -> ")) {
            Files.createSymbolicLink(file, Path.of(text.substring(11)));
        } else {
            Files.writeString(file, text);
        }
    }

    private static JsonNode corpus() throws IOException {
        try (InputStream json = TraversalTest.class.getResourceAsStream("/corpora/traversal.json")) {
            return new ObjectMapper().readTree(json);
        }
    }

    static List<Arguments> rows() throws IOException {
        JsonNode cases = corpus().path("cases");
        assertThat(cases).isNotEmpty();
        List<Arguments> rows = new ArrayList<>();
        for (JsonNode row : cases) {
            for (String prefix : List.of(PREFIX, "")) {
                for (UriCompliance compliance : List.of(UriCompliance.DEFAULT, UriCompliance.UNSAFE)) {
                    String id = row.path("id").asText();
                    rows.add(Arguments.of(id, row.path("why").asText(), prefix, compliance, row));
                }
            }
        }
        return rows;
    }
}
