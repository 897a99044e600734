package io.github.opencodeproxy.core.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message: in order, names compared without regard to ASCII case, several fields of one name
 * kept apart (RFC 9110, 5.2 and 5.3). Immutable and safe for use by several threads.
 *
 * <p>Names are tokens and values have no CR, LF or NUL, whoever built the list: what a lenient peer or parser let in
 * cannot split a message here. {@code toString} prints names only, because values hold credentials.
 */
public final class Headers {
    private static final Headers EMPTY = new Headers(new String[0], 0);

    /** Name and value alternate: one array is half the memory traffic of two. */
    private final String[] fields;

    private final int length;

    private Headers(String[] fields, int length) {
        this.fields = fields;
        this.length = length;
    }

    /**
     * Returns a list without fields.
     *
     * @return the empty list
     */
    public static Headers empty() {
        return EMPTY;
    }

    /**
     * Starts a new list.
     *
     * @return a builder without fields
     */
    public static Builder builder() {
        return new Builder(new String[32], 0);
    }

    /**
     * Starts a list with the fields of this one.
     *
     * @return a builder that holds a copy
     */
    public Builder toBuilder() {
        return new Builder(Arrays.copyOf(fields, length + 16), length);
    }

    /**
     * Returns the first value of a field.
     *
     * @param name the field name in any case
     * @return the value as it came, or empty if there is no such field
     */
    public Optional<String> first(String name) {
        return Optional.ofNullable(firstOrNull(name));
    }

    @Nullable
    String firstOrNull(String name) {
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /**
     * Returns all values of a field in order.
     *
     * @param name the field name in any case
     * @return an unmodifiable list, empty if there is no such field
     */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                values.add(fields[i + 1]);
            }
        }
        return List.copyOf(values);
    }

    /**
     * Hands each field, name then value, to the consumer in order.
     *
     * @param consumer who gets the fields
     */
    public void forEach(BiConsumer<? super String, ? super String> consumer) {
        for (int i = 0; i < length; i += 2) {
            consumer.accept(fields[i], fields[i + 1]);
        }
    }

    /**
     * Returns whether there is no field.
     *
     * @return true if {@link #size()} is 0
     */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * Returns the number of fields, each repetition counted.
     *
     * @return 0 or more
     */
    public int size() {
        return length / 2;
    }

    String nameAt(int index) {
        return fields[2 * index];
    }

    String valueAt(int index) {
        return fields[2 * index + 1];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && Arrays.equals(fields, 0, length, that.fields, 0, that.length);
    }

    @Override
    public int hashCode() {
        return Arrays.asList(fields).subList(0, length).hashCode();
    }

    /** Returns the names in order, without values. */
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("Headers[");
        for (int i = 0; i < length; i += 2) {
            names.append(i == 0 ? "" : ", ").append(fields[i]);
        }
        return names.append(']').toString();
    }

    /** Builds a list. For one thread. */
    public static final class Builder {
        private String[] fields;
        private int length;

        private Builder(String[] fields, int length) {
            this.fields = fields;
            this.length = length;
        }

        /**
         * Adds a field at the end.
         *
         * @param name the field name
         * @param value the field value; may be empty
         * @return this builder
         * @throws IllegalArgumentException if the name is no token, or the value has CR, LF or NUL
         */
        public Builder add(String name, String value) {
            HeaderSyntax.requireName(name);
            HeaderSyntax.requireValue(value);
            return addChecked(name, value);
        }

        /**
         * Replaces all fields of a name by one at the end.
         *
         * @param name the field name
         * @param value the field value
         * @return this builder
         * @throws IllegalArgumentException if the name is no token, or the value has CR, LF or NUL
         */
        public Builder set(String name, String value) {
            HeaderSyntax.requireName(name);
            HeaderSyntax.requireValue(value);
            return remove(name).addChecked(name, value);
        }

        /**
         * Removes all fields of a name.
         *
         * @param name the field name in any case
         * @return this builder
         */
        public Builder remove(String name) {
            Objects.requireNonNull(name, "name");
            int kept = 0;
            for (int i = 0; i < length; i += 2) {
                if (!fields[i].equalsIgnoreCase(name)) {
                    fields[kept] = fields[i];
                    fields[kept + 1] = fields[i + 1];
                    kept += 2;
                }
            }
            length = kept;
            return this;
        }

        /** For fields that another list has checked. */
        Builder addChecked(String name, String value) {
            if (length == fields.length) {
                fields = Arrays.copyOf(fields, length * 2);
            }
            fields[length] = name;
            fields[length + 1] = value;
            length += 2;
            return this;
        }

        /**
         * Returns the list.
         *
         * @return an immutable list; this builder may go on
         */
        public Headers build() {
            return length == 0 ? EMPTY : new Headers(Arrays.copyOf(fields, length), length);
        }
    }
}
