package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDirectoryTest {
    @Test
    void findsServersByKey() {
        ProvidedServer a = server("a", true);
        ProvidedServer b = server("b-2", false);
        ServerDirectory directory = ServerDirectory.of(List.of(a, b));
        assertThat(directory.servers()).containsExactly(a, b);
        assertThat(directory.find(ServerKey.parse("b-2"))).contains(b);
        assertThat(directory.find(ServerKey.parse("c"))).isEmpty();
        ServerDirectory changing = () -> List.of(a);
        assertThat(changing.find(ServerKey.parse("a"))).contains(a);
        assertThat(ServerDirectory.none().find(ServerKey.parse("a"))).isEmpty();
    }

    @Test
    void refusesTwoOfAKeyAndTwoDefaults() {
        List<ProvidedServer> sameKey = List.of(server("a", false), server("a", false));
        List<ProvidedServer> twoDefaults = List.of(server("a", true), server("b", true));
        assertThatThrownBy(() -> ServerDirectory.of(sameKey)).hasMessageContaining("key a");
        assertThatThrownBy(() -> ServerDirectory.of(twoDefaults)).hasMessageContaining("default");
    }

    @Test
    void joinsWhatIsNamedAndWhatIsFound() {
        ProvidedServer named = server("a", true);
        ProvidedServer found = server("b", true);
        ServerDirectory joined = ServerDirectory.of(List.of(named)).and(() -> List.of(server("a", false), found));
        assertThat(joined.servers()).containsExactly(named, server("b", false));
        assertThat(joined.find(ServerKey.parse("a"))).contains(named);
        assertThat(joined.find(ServerKey.parse("b"))).contains(found);
        assertThat(joined.find(ServerKey.parse("c"))).isEmpty();
        assertThat(ServerDirectory.none().and(() -> List.of(found)).servers()).containsExactly(found);
    }

    @Test
    void saysWhyServersMayBeMissing() {
        DirectoryProblem problem =
                new DirectoryProblem("sandboxes", DirectoryProblem.Reason.FORBIDDEN, "Ask your admin.");
        ServerDirectory found = new ServerDirectory() {
            @Override
            public List<ProvidedServer> servers() {
                return List.of();
            }

            @Override
            public List<DirectoryProblem> problems() {
                return List.of(problem);
            }
        };
        assertThat(ServerDirectory.none().problems()).isEmpty();
        assertThat(ServerDirectory.none().and(found).problems()).containsExactly(problem);
        assertThat(found.and(ServerDirectory.none()).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a-", "-a", "a--b", "A", "a_b", "a.b", "~abcd2345", "\u00e4"})
    void refusesTextsThatAreNoKey(String text) {
        assertThatThrownBy(() -> ServerKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesBlankDisplayNames() {
        ServerUrl url = ServerUrl.parse("h");
        assertThatThrownBy(() -> new ServerConnection.Http(url, " ", Credentials.none()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ProvidedServer server(String key, boolean isDefault) {
        var connection = new ServerConnection.Http(ServerUrl.parse(key + ":4096"), key, Credentials.none());
        return new ProvidedServer(ServerKey.parse(key), connection, ProvidedServer.Source.CONFIG, isDefault);
    }
}
