package io.github.opencodeproxy.servlet.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a page that reads slowly is told. */
class UnsentEventsTest {

    private final UnsentEvents unsent = new UnsentEvents();

    private String next() {
        byte[] event = unsent.next();
        return event == null ? "" : new String(event, StandardCharsets.UTF_8);
    }

    @Test
    void newerNewsOfAServerTakeThePlaceOfOlder() {
        for (int i = 0; i < 1_000; i++) {
            unsent.news("a", "{\"n\":" + i + "}");
            unsent.news("b", "{\"n\":" + i + "}");
        }
        assertThat(next()).isEqualTo("event: health\ndata: {\"n\":999}\n\n");
        assertThat(next()).isEqualTo("event: health\ndata: {\"n\":999}\n\n");
        assertThat(next()).isEmpty();
    }

    @Test
    void theListGoesBeforeTheNewsOfItsServers() {
        unsent.news("a", "{}");
        unsent.list("{\"servers\":[]}");
        assertThat(next()).startsWith("event: servers\n");
        assertThat(next()).startsWith("event: health\n");
    }

    @Test
    void newsOfAServerThatIsGoneAreNotTold() {
        unsent.news("a", "{}");
        unsent.forget("a");
        assertThat(next()).isEmpty();
    }

    @Test
    void oneBeatIsEnough() {
        unsent.beat();
        unsent.beat();
        assertThat(next()).isEqualTo(":\n\n");
        assertThat(next()).isEmpty();
    }
}
