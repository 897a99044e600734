package io.github.opencodeproxy.servlet.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;

/**
 * The application's own entries under {@code java:comp/env}, as {@code <env-entry>} or Tomcat's {@code <Environment>}
 * make them. Only entries with our names are looked up: listing the others would create data sources and the like.
 */
final class JndiValues {

    private static final String ENTRIES = "java:comp/env";
    private static final Set<String> OTHER_NAMES =
            Set.of(Settings.BASE_PATH.key(), String.valueOf(Settings.LOCAL_URL.alias()));

    private JndiValues() {}

    /** {@return our entries as text; empty in a container without JNDI} */
    @SuppressWarnings("BanJNDI") // A constant name in the own application, never one from a request.
    static Map<String, String> read() {
        Context entries;
        try {
            entries = (Context) new InitialContext().lookup(ENTRIES);
        } catch (NamingException e) {
            return Map.of();
        }
        try {
            return read(entries);
        } catch (NamingException e) {
            throw new IllegalStateException("The entries of " + ENTRIES + " cannot be read", e);
        }
    }

    @SuppressWarnings("BanJNDI") // The names come from the application's own container, never from a request.
    private static Map<String, String> read(Context entries) throws NamingException {
        Map<String, String> values = new TreeMap<>();
        NamingEnumeration<NameClassPair> names = entries.list("");
        while (names.hasMore()) {
            String name = names.next().getName();
            if (name.startsWith(Settings.PREFIX) || OTHER_NAMES.contains(name)) {
                values.put(name, String.valueOf(entries.lookup(name)));
            }
        }
        return values;
    }
}
