package io.github.opencodeproxy.sample;

/** Our own version, from the jar's manifest. */
final class Version {

    private static final String UNPACKED = "development";

    private Version() {}

    /** {@return the version, {@code development} when run from class folders} */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKED : version;
    }
}
