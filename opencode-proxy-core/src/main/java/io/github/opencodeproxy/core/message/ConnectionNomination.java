package io.github.opencodeproxy.core.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields that a message's Connection field nominates as hop-by-hop (RFC 9110, 7.6.1). Fields that frame a body, say
 * what it is or forbid its storage cannot be nominated away: that would change what the other side reads
 * (CVE-2022-31813).
 */
final class ConnectionNomination {
    private static final HeaderNameSet NEVER_NOMINATED = HeaderNameSet.of(
            "authorization",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "host",
            "transfer-encoding",
            "vary");

    private static final ConnectionNomination NOTHING = new ConnectionNomination(List.of());

    private final List<String> names;

    private ConnectionNomination(List<String> names) {
        this.names = names;
    }

    static ConnectionNomination of(Headers headers) {
        List<String> names = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.nameAt(i).equalsIgnoreCase("connection")) {
                names = names == null ? new ArrayList<>() : names;
                collect(headers.valueAt(i), names);
            }
        }
        return names == null || names.isEmpty() ? NOTHING : new ConnectionNomination(names);
    }

    boolean names(String field) {
        for (String name : names) {
            if (name.equalsIgnoreCase(field)) {
                return true;
            }
        }
        return false;
    }

    private static void collect(String value, List<String> names) {
        int start = 0;
        while (start <= value.length()) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String name = value.substring(start, end).strip();
            boolean usual = name.isEmpty() || name.equalsIgnoreCase("keep-alive") || name.equalsIgnoreCase("close");
            if (!usual && !NEVER_NOMINATED.contains(name)) {
                names.add(name);
            }
            start = end + 1;
        }
    }
}
