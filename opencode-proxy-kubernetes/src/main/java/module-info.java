/** Finds servers in a Kubernetes cluster, with nothing but the JDK's client and Jackson. */
module io.github.opencodeproxy.kubernetes {
    requires static transitive org.jspecify;
    requires transitive io.github.opencodeproxy.core;
    requires java.net.http;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports io.github.opencodeproxy.kubernetes;
}
