package io.github.opencodeproxy.servlet.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.opencodeproxy.servlet.answer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the JSON of one event, byte by byte, and picks out a few strings at known places. What it passes over is not
 * checked: who is lied to by a server learns that its agent works or does not.
 *
 * <pre>{@code
 * {"id":…,"type":"session.status","properties":{"sessionID":"ses_1","status":{"type":"busy"}}}      /event
 * {"directory":"/p","payload":{"id":…,"type":…,"properties":{…}}}                                   /global/event
 * {"id":…,"type":…,"data":{"sessionID":"ses_1"}}                                                    /api/event
 * }</pre>
 */
final class EventGlance {

    private static final int LONGEST_TEXT = 1024;
    private static final int FIRST_TEXT = 64;

    /** The objects that are looked into. */
    private enum Place {
        ROOT,
        PAYLOAD,
        PROPERTIES,
        STATUS
    }

    /** What the member is whose value comes next. */
    private enum Member {
        TYPE("type"),
        DIRECTORY("directory"),
        WORKSPACE("workspace"),
        PAYLOAD("payload"),
        PROPERTIES("properties"),
        DATA("data"),
        SESSION("sessionID"),
        STATUS("status"),
        ASKED("id"),
        ANSWERED("requestID"),
        STATUS_TYPE("type"),
        OTHER("");

        private final String name;

        Member(String name) {
            this.name = name;
        }

        boolean isCalled(byte[] text, int length) {
            boolean isSame = length == name.length();
            for (int i = 0; i < length && isSame; i++) {
                isSame = text[i] == name.charAt(i);
            }
            return isSame;
        }
    }

    private static final Member[] OF_ROOT = {
        Member.TYPE, Member.DIRECTORY, Member.WORKSPACE, Member.PAYLOAD, Member.PROPERTIES, Member.DATA
    };

    /** None of them leads into an object of its own kind: what is open is as deep as there are kinds. */
    private static final Member[] OF_PAYLOAD = {Member.TYPE, Member.PROPERTIES, Member.DATA};

    private static final Member[] OF_PROPERTIES = {Member.SESSION, Member.STATUS, Member.ASKED, Member.ANSWERED};
    private static final Member[] OF_STATUS = {Member.STATUS_TYPE};

    private final Place[] open = new Place[Place.values().length];
    private int depth;

    /** How many objects and arrays are open that are not looked into. */
    private int passedOver;

    private Member member = Member.OTHER;
    private boolean isNameNext;

    private boolean isInString;
    private boolean isName;
    private boolean isKept;
    private boolean isEscaped;
    private boolean hasEscapes;
    private byte[] text = new byte[FIRST_TEXT];
    private int length;

    private OpenCodeEvent.@Nullable Kind kind;
    private String session = "";
    private @Nullable String directory;
    private boolean isInWorkspace;
    private String status = "";
    private String question = "";

    /** {@return whether there may be more of interest in this event} */
    boolean take(byte next) {
        if (isInString) {
            inString(next);
            return kind == null || kind.isAboutSession();
        }
        switch (next) {
            case '"' -> beginString();
            case '{' -> beginObject();
            case '[' -> passedOver++;
            case '}', ']' -> end();
            case ':' -> isNameNext = false;
            case ',' -> {
                isNameNext = true;
                member = passedOver == 0 ? Member.OTHER : member;
            }
            default -> {
                // White space, numbers and the like.
            }
        }
        return depth > 0 || next == ' ';
    }

    private void beginString() {
        isInString = true;
        isName = isNameNext;
        isKept = passedOver == 0 && (isName || member != Member.OTHER);
        hasEscapes = false;
        length = 0;
    }

    private void beginObject() {
        Place place = passedOver > 0 ? null : place();
        if (place == null) {
            passedOver++;
        } else {
            open[depth++] = place;
        }
        // An object in an object needs a name, or it is no JSON and none of ours.
        member = Member.OTHER;
        isNameNext = true;
    }

    private @Nullable Place place() {
        if (depth == 0) {
            return Place.ROOT;
        }
        return switch (member) {
            case PAYLOAD -> Place.PAYLOAD;
            case PROPERTIES, DATA -> Place.PROPERTIES;
            case STATUS -> Place.STATUS;
            default -> null;
        };
    }

    private void end() {
        if (passedOver > 0) {
            passedOver--;
        } else if (depth > 0) {
            depth--;
        }
    }

    private void inString(byte next) {
        if (isEscaped) {
            isEscaped = false;
            keep(next);
        } else if (next == '"') {
            isInString = false;
            endString();
        } else {
            isEscaped = next == '\\';
            hasEscapes |= isEscaped;
            keep(next);
        }
    }

    /** One that is too long is as good as none. */
    private void keep(byte next) {
        if (!isKept) {
            return;
        }
        if (length == LONGEST_TEXT) {
            isKept = false;
            return;
        }
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = next;
    }

    private void endString() {
        if (!isKept) {
            return;
        }
        if (isName) {
            member = named();
            return;
        }
        switch (member) {
            case TYPE -> kind = OpenCodeEvent.Kind.of(text());
            case DIRECTORY -> directory = text();
            case WORKSPACE -> isInWorkspace = true;
            case SESSION -> session = text();
            case STATUS_TYPE -> status = text();
            case ASKED, ANSWERED -> question = text();
            default -> {
                // An object was to be expected.
            }
        }
    }

    private Member named() {
        Member[] members = switch (open[depth - 1]) {
            case ROOT -> OF_ROOT;
            case PAYLOAD -> OF_PAYLOAD;
            case PROPERTIES -> OF_PROPERTIES;
            case STATUS -> OF_STATUS;
        };
        for (Member each : members) {
            if (each.isCalled(text, length)) {
                return each;
            }
        }
        return Member.OTHER;
    }

    private String text() {
        String raw = new String(text, 0, length, StandardCharsets.UTF_8);
        if (!hasEscapes) {
            return raw;
        }
        try {
            return Answer.JSON.readValue('"' + raw + '"', String.class);
        } catch (JsonProcessingException noString) {
            return "";
        }
    }

    boolean hasSeenType() {
        return kind != null;
    }

    /** {@return what was seen; only when the type was} */
    OpenCodeEvent event() {
        OpenCodeEvent.Kind seen = kind == null ? OpenCodeEvent.Kind.NOTHING : kind;
        return new OpenCodeEvent(seen, session, directory, isInWorkspace, status, question);
    }

    void reset() {
        depth = 0;
        passedOver = 0;
        member = Member.OTHER;
        isNameNext = false;
        isInString = false;
        isEscaped = false;
        kind = null;
        session = "";
        directory = null;
        isInWorkspace = false;
        status = "";
        question = "";
    }
}
