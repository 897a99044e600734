package io.github.opencodeproxy.guides.manifest;

import static io.github.opencodeproxy.guides.manifest.Manifests.each;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The fields of Kubeflow's kinds that our manifests may use, as its controllers' sources name them. */
final class KubeflowKinds {

    /** Path of an object below the root, and the fields it may have. Arrays are looked through. */
    private static final Map<String, Map<String, Set<String>>> FIELDS = Map.of(
            "kubeflow.org/v1 Notebook",
            Map.of("spec", Set.of("template"), "spec/template", Set.of("spec")),
            "kubeflow.org/v1alpha1 PodDefault",
            Map.of(
                    "spec", Set.of("desc", "selector", "env", "volumes", "volumeMounts"),
                    "spec/selector", Set.of("matchLabels")),
            "kubeflow.org/v1beta1 WorkspaceKind",
            Map.ofEntries(
                    Map.entry("spec", Set.of("spawner", "podTemplate")),
                    Map.entry(
                            "spec/spawner",
                            Set.of("displayName", "description", "hidden", "deprecated", "icon", "logo")),
                    Map.entry("spec/spawner/icon", Set.of("url")),
                    Map.entry("spec/spawner/logo", Set.of("url")),
                    Map.entry(
                            "spec/podTemplate",
                            Set.of(
                                    "podMetadata",
                                    "serviceAccount",
                                    "activityProbe",
                                    "probes",
                                    "volumeMounts",
                                    "ports",
                                    "extraEnv",
                                    "extraVolumes",
                                    "extraVolumeMounts",
                                    "securityContext",
                                    "containerSecurityContext",
                                    "options")),
                    Map.entry("spec/podTemplate/serviceAccount", Set.of("clusterRoles")),
                    Map.entry(
                            "spec/podTemplate/activityProbe",
                            Set.of("minProbeIntervalSeconds", "probeIntervalSeconds", "jupyter")),
                    Map.entry("spec/podTemplate/activityProbe/jupyter", Set.of("lastActivity", "portId")),
                    Map.entry("spec/podTemplate/probes", Set.of("startupProbe", "readinessProbe", "livenessProbe")),
                    Map.entry("spec/podTemplate/volumeMounts", Set.of("home")),
                    Map.entry("spec/podTemplate/ports", Set.of("id", "defaultDisplayName", "protocol", "httpProxy")),
                    Map.entry("spec/podTemplate/options", Set.of("imageConfig", "podConfig")),
                    Map.entry("spec/podTemplate/options/imageConfig/values", Set.of("id", "spawner", "spec")),
                    Map.entry(
                            "spec/podTemplate/options/imageConfig/values/spec",
                            Set.of("image", "imagePullPolicy", "ports")),
                    Map.entry("spec/podTemplate/options/podConfig/values", Set.of("id", "spawner", "spec"))));

    /** What they embed of Kubernetes. */
    private static final Map<String, Schemas.Model> EMBEDDED = Map.ofEntries(
            Map.entry("kubeflow.org/v1 Notebook spec/template/spec", Schemas.POD_SPEC),
            Map.entry("kubeflow.org/v1alpha1 PodDefault spec/env", Schemas.ENV),
            Map.entry("kubeflow.org/v1alpha1 PodDefault spec/volumes", Schemas.VOLUME),
            Map.entry("kubeflow.org/v1alpha1 PodDefault spec/volumeMounts", Schemas.VOLUME_MOUNT),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/extraEnv", Schemas.ENV),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/extraVolumes", Schemas.VOLUME),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/extraVolumeMounts", Schemas.VOLUME_MOUNT),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/securityContext", Schemas.POD_SECURITY),
            Map.entry(
                    "kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/containerSecurityContext",
                    Schemas.CONTAINER_SECURITY),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/probes/startupProbe", Schemas.PROBE),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/probes/readinessProbe", Schemas.PROBE),
            Map.entry("kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/probes/livenessProbe", Schemas.PROBE),
            Map.entry(
                    "kubeflow.org/v1beta1 WorkspaceKind spec/podTemplate/options/podConfig/values/spec/resources",
                    Schemas.RESOURCES));

    private KubeflowKinds() {}

    static String problem(String type, JsonNode object) {
        Map<String, Set<String>> fields = FIELDS.get(type);
        if (fields == null) {
            return "no model for " + type;
        }
        Stream<String> unknown = fields.entrySet().stream()
                .flatMap(rule -> at(object, rule.getKey())
                        .flatMap(node -> names(node)
                                .filter(name -> !rule.getValue().contains(name))
                                .map(name -> rule.getKey() + " has no field " + name)));
        Stream<String> embedded = EMBEDDED.entrySet().stream()
                .filter(rule -> rule.getKey().startsWith(type + " "))
                .flatMap(rule -> at(object, rule.getKey().substring(type.length() + 1))
                        .map(node -> Schemas.problem(rule.getValue(), node)))
                .filter(problem -> !problem.isEmpty());
        return Stream.concat(unknown, embedded).collect(Collectors.joining("; "));
    }

    private static Stream<JsonNode> at(JsonNode object, String path) {
        Stream<JsonNode> nodes = Stream.of(object);
        for (String name : List.of(path.split("/", -1))) {
            nodes = nodes.map(node -> node.path(name)).flatMap(node -> node.isArray() ? each(node) : Stream.of(node));
        }
        return nodes.filter(node -> !node.isMissingNode());
    }

    private static Stream<String> names(JsonNode node) {
        Iterable<String> names = node::fieldNames;
        return StreamSupport.stream(names.spliterator(), false);
    }
}
