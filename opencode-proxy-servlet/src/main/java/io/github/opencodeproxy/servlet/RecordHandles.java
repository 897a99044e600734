package io.github.opencodeproxy.servlet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In JDK 17 the method handle behind every record's {@code equals} belongs to the whole JVM and keeps the last type that
 * it was adapted to: one of our records, and by it the class loader of a web application that is no more. Adapted once
 * again, to a type of the JDK, it lets go. Later JDKs keep the type by a soft reference.
 */
final class RecordHandles {

    private static final Logger LOG = LoggerFactory.getLogger(RecordHandles.class);

    private RecordHandles() {}

    /** Makes the JDK forget our records. */
    static void release() {
        MethodType comparison = MethodType.methodType(boolean.class, String.class, Object.class);
        try {
            Object unused = ObjectMethods.bootstrap(MethodHandles.lookup(), "equals", comparison, String.class, "");
        } catch (Throwable e) {
            // A JDK that insists on a record: a class loader may stay until another application compares records.
            LOG.debug("The handle of the records' equals cannot be adapted", e);
        }
    }
}
