package io.github.opencodeproxy.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In JDK 17 the method handles behind every record's methods belong to the whole JVM and keep the last type that each
 * was adapted to: one of our records, and by it the class loader of a web application that is no more. Adapted once
 * again, to a type of the JDK, it lets go. Later JDKs keep the type by a soft reference.
 */
final class RecordHandles {

    private static final Logger LOG = LoggerFactory.getLogger(RecordHandles.class);

    private RecordHandles() {}

    /** Makes the JDK forget our records and the types of their components. */
    static void release() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "trim", MethodType.methodType(String.class));
            adapt(lookup, "equals", MethodType.methodType(boolean.class, String.class, Object.class), component);
            adapt(lookup, "hashCode", MethodType.methodType(int.class, String.class), component);
            adapt(lookup, "toString", MethodType.methodType(String.class, String.class), component);
        } catch (Throwable e) {
            // A JDK that insists on a record: a class loader may stay until another application compares records.
            LOG.debug("The handles of the records' methods cannot be adapted", e);
        }
    }

    private static void adapt(MethodHandles.Lookup lookup, String name, MethodType type, MethodHandle component)
            throws Throwable {
        Object unused = ObjectMethods.bootstrap(lookup, name, type, String.class, "text", component);
    }
}
