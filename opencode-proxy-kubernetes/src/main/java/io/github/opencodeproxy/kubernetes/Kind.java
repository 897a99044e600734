package io.github.opencodeproxy.kubernetes;

/** The resources that are read. */
enum Kind {
    SERVICES("services", "/api/v1"),
    SANDBOXES("sandboxes", "/apis/agents.x-k8s.io/v1beta1"),
    CLAIMS("sandboxclaims", "/apis/extensions.agents.x-k8s.io/v1beta1");

    private final String plural;
    private final String root;

    Kind(String plural, String root) {
        this.plural = plural;
        this.root = root;
    }

    String plural() {
        return plural;
    }

    /** The API group and version, for people. */
    String api() {
        return root.substring(root.indexOf('/', 1) + 1);
    }

    String path(String namespace) {
        return root + "/namespaces/" + namespace + "/" + plural;
    }
}
