package io.github.opencodeproxy.core.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One link of a Link field that leads to another page of the same list.
 *
 * @param target the reference between the angle brackets
 * @param relation first, prev, next or last
 */
record PageLink(String target, String relation) {
    private static final Set<String> RELATIONS = Set.of("first", "prev", "next", "last");

    /** Reads the page links of a field; anything else in it, malformed parts included, is left out. */
    static List<PageLink> parse(String field) {
        List<PageLink> links = new ArrayList<>();
        int open = field.indexOf('<');
        while (open >= 0) {
            int close = field.indexOf('>', open);
            if (close < 0) {
                break;
            }
            int end = endOfParameters(field, close + 1);
            String relation = relation(field.substring(close + 1, end));
            if (RELATIONS.contains(relation)) {
                links.add(new PageLink(field.substring(open + 1, close), relation));
            }
            open = field.indexOf('<', end);
        }
        return links;
    }

    /** The comma that ends a link, not one within quotes. */
    private static int endOfParameters(String field, int start) {
        boolean quoted = false;
        for (int i = start; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return field.length();
    }

    private static String relation(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("rel")) {
                return parameter.substring(equals + 1).replace("\"", "").strip().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
