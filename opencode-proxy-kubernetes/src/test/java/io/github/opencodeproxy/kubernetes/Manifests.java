package io.github.opencodeproxy.kubernetes;

/** Resources as the API server shows them, with what this module reads and a little more. */
final class Manifests {

    private Manifests() {}

    static String service(String name) {
        return service(name, "{\"name\":\"http\",\"port\":4096,\"protocol\":\"TCP\"}");
    }

    static String service(String name, String ports) {
        return """
                {"metadata":{"name":"%s","namespace":"team"},
                 "spec":{"type":"ClusterIP","clusterIP":"10.96.1.2","ports":[%s]}}
                """.formatted(name, ports);
    }

    /** Ready, with its own Service. */
    static String sandbox(String name) {
        return sandbox(name, "Running", ready("True"), "\"serviceFQDN\":\"%s.team.svc.cluster.local\"".formatted(name));
    }

    static String sandbox(String name, String mode, String conditions, String status) {
        return sandbox(name, "\"labels\":{}", mode, conditions, status);
    }

    static String sandbox(String name, String metadata, String mode, String conditions, String status) {
        return """
                {"apiVersion":"agents.x-k8s.io/v1beta1","kind":"Sandbox",
                 "metadata":{"name":"%s","namespace":"team","creationTimestamp":"2026-11-01T12:00:00Z",
                   "annotations":{"agents.x-k8s.io/sandbox-template-ref":"opencode"},%s},
                 "spec":{"operatingMode":"%s","podTemplate":{"spec":{"containers":[
                   {"name":"sidecar","ports":[{"containerPort":15090}]},
                   {"name":"opencode","ports":[{"name":"http-opencode","containerPort":4096}]}]}}},
                 "status":{"conditions":[%s]%s}}
                """.formatted(name, metadata, mode, conditions, status.isEmpty() ? "" : "," + status);
    }

    static String ready(String status) {
        return condition("Ready", status);
    }

    static String condition(String type, String status) {
        return "{\"type\":\"%s\",\"status\":\"%s\"}".formatted(type, status);
    }

    static String claim(String name, String sandbox) {
        return """
                {"metadata":{"name":"%s","namespace":"team"},"spec":{"warmPoolRef":{"name":"pool"}},
                 "status":{"sandbox":{"name":"%s","podIPs":["10.1.2.3"]}}}
                """.formatted(name, sandbox);
    }
}
