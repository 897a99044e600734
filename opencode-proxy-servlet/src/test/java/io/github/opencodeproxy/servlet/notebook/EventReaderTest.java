package io.github.opencodeproxy.servlet.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.notebook.OpenCodeEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    private static final String BUSY =
            "{\"id\":\"evt_1\",\"type\":\"session.status\",\"properties\":{\"sessionID\":\"ses_1\",\"status\":{\"type\":\"busy\"}}}";

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\"type\"",
            "\"payload\"",
            "\"properties\"",
            "\"status\"",
            "\"id\"",
            "7",
            " ");

    private final List<OpenCodeEvent> heard = new ArrayList<>();
    private final EventReader reader = new EventReader(heard::add);

    private void read(String text) {
        reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hearsWhatASessionDoes() {
        read("data: " + BUSY + "\n\n");

        assertThat(heard).containsExactly(new OpenCodeEvent(Kind.STATUS, "ses_1", null, false, "busy", ""));
    }

    @Test
    void hearsInWhichProjectItIs() {
        read("data: {\"directory\":\"/home/ä b\",\"project\":\"p\",\"payload\":" + BUSY + "}\n\n");

        assertThat(heard).containsExactly(new OpenCodeEvent(Kind.STATUS, "ses_1", "/home/ä b", false, "busy", ""));
    }

    @Test
    void doesNotTrustADirectoryAloneInAWorkspace() {
        read("data: {\"directory\":\"/p\",\"workspace\":\"w\",\"payload\":" + BUSY + "}\n\n");

        assertThat(heard).containsExactly(new OpenCodeEvent(Kind.STATUS, "ses_1", "/p", true, "busy", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\n\r\n", "\r\r"})
    void hearsTheSameInPiecesOfAnySize(String end) {
        String global = "{\"directory\":\"C:\\\\work\\\\\\u00e4\",\"payload\":" + BUSY + "}";
        byte[] stream = (": hi" + end + "event: x" + end + "data:" + global + end + "data: " + BUSY + end)
                .getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= stream.length; size++) {
            heard.clear();
            for (int from = 0; from < stream.length; from += size) {
                reader.read(ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from)));
            }

            assertThat(heard)
                    .as("pieces of %d", size)
                    .containsExactly(
                            new OpenCodeEvent(Kind.STATUS, "ses_1", "C:\\work\\ä", false, "busy", ""),
                            new OpenCodeEvent(Kind.STATUS, "ses_1", null, false, "busy", ""));
        }
    }

    @Test
    void hearsWhichQuestionItIs() {
        read("data: {\"type\":\"question.asked\",\"properties\":{\"id\":\"que_1\",\"sessionID\":\"ses_1\"}}\n\n");
        read(
                "data: {\"type\":\"question.replied\",\"properties\":{\"sessionID\":\"ses_1\",\"requestID\":\"que_1\"}}\n\n");

        assertThat(heard)
                .containsExactly(
                        new OpenCodeEvent(Kind.ASKED, "ses_1", null, false, "", "que_1"),
                        new OpenCodeEvent(Kind.ANSWERED, "ses_1", null, false, "", "que_1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"payload\":{{{{{{",
                "{\"properties\":{{{{\"status\":{{{",
                "{\"payload\":{\"properties\":{\"status\":{\"type\":{\"type\":{",
                "}}}}]]]]{\"type\":",
                ",\"type\":\"session.idle\"",
                "\"type\",\"type\"",
                "[[[{\"type\":]}]}\"",
                "{\"type\":\"\\\""
            })
    void isNotUpsetByWhatIsNoJson(String broken) {
        read("data: " + broken + "\n\n");
        heard.clear();
        read("data: " + BUSY + "\n\n");

        assertThat(heard).hasSize(1);
    }

    @Test
    void isNotUpsetByAnything() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            String broken = random.ints(random.nextInt(30), 0, TOKENS.size())
                    .mapToObj(TOKENS::get)
                    .collect(Collectors.joining());
            read("data: " + broken + "\n\n");
            heard.clear();
            read("data: " + BUSY + "\n\n");

            assertThat(heard).as(broken).hasSize(1);
        }
    }

    @Test
    void leavesTheBytesAsTheyAre() {
        ByteBuffer direct = ByteBuffer.allocateDirect(200)
                .put(("data: " + BUSY + "\n\n").getBytes(StandardCharsets.UTF_8))
                .flip();
        int remaining = direct.remaining();

        reader.read(direct);

        assertThat(heard).hasSize(1);
        assertThat(direct.remaining()).isEqualTo(remaining);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "session.status, STATUS",
                "session.idle, ENDED",
                "session.deleted, ENDED",
                "session.execution.started, STARTED",
                "session.execution.interrupted, ENDED",
                "permission.asked, ASKED",
                "permission.v2.asked, ASKED",
                "question.asked, ASKED",
                "permission.replied, ANSWERED",
                "question.rejected, ANSWERED",
                "message.part.delta, WORK",
                "message.updated, WORK",
                "session.error, WORK",
                "todo.updated, WORK",
                "server.heartbeat, NOTHING",
                "server.connected, NOTHING",
                "file.watcher.updated, NOTHING",
                "lsp.updated, NOTHING",
                "pty.updated, NOTHING",
                "whatever, NOTHING"
            })
    void knowsWhatIsWorkAndWhatIsNot(String type, Kind kind) {
        read("data: {\"type\":\"" + type + "\",\"data\":{\"sessionID\":\"s\"}}\n\n");

        assertThat(heard).extracting(OpenCodeEvent::kind).containsExactly(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // What an agent writes and what its tools are given.
                "{\"type\":\"x\",\"properties\":{\"text\":\"\\\"type\\\":\\\"session.status\\\"\",\"input\":" + BUSY
                        + "}}",
                "{\"input\":" + BUSY + ",\"list\":[" + BUSY + ",\"type\",\"session.status\"],\"type\":\"x\"}",
                "{\"properties\":{\"properties\":" + BUSY + "},\"type\":\"x\"}",
                "{\"payload\":{\"payload\":{\"payload\":{\"payload\":{\"payload\":" + BUSY + "}}}},\"type\":\"x\"}"
            })
    void isNotTakenInByWhatLooksLikeAnEvent(String event) {
        read("data: " + event + "\n\n");

        assertThat(heard).extracting(OpenCodeEvent::kind).allMatch(kind -> kind == Kind.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "[]",
                "null",
                "\"type\"",
                "{\"type\":",
                "{\"type\":\"session.status",
                "}}}}{{{{\"type\":\"session.status\"",
                "[[[[[[[[[[",
                "{\"type\":{\"type\":\"session.status\"}}",
                "{\"type\":[\"session.status\"]}",
                "{\"type\":7}",
                "\\\\\\\"",
                "{\"\\ud800\":\"\\x\"}"
            })
    void standsWhatIsNoEvent(String nonsense) {
        read("data: " + nonsense + "\n\n");
        assertThat(heard).isEmpty();

        read("data: " + BUSY + "\n\n");
        assertThat(heard).hasSize(1);
    }

    @Test
    void keepsNothingOfAnEventThatHasNoEnd() {
        String name = "a".repeat(1024);
        read("data: {\"type\":\"session.status\",\"properties\":{\"sessionID\":\"");
        for (int i = 0; i < 64; i++) {
            read(name);
        }
        read("\",\"status\":{\"type\":\"busy\"}}}\n\n");

        assertThat(heard).containsExactly(new OpenCodeEvent(Kind.STATUS, "", null, false, "busy", ""));
    }

    @Test
    void hearsOnlyWhatIsData() {
        read("id: " + BUSY + "\ndat: " + BUSY + "\n data: " + BUSY + "\n: data: " + BUSY + "\n\n");

        assertThat(heard).isEmpty();
    }
}
