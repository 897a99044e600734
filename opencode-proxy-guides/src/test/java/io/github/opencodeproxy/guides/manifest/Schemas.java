package io.github.opencodeproxy.guides.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerBuilder;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.util.Map;

/**
 * What an API server would refuse: unknown fields, wrong types, missing ones. Kubernetes' own kinds by the models of its Java
 * client, which are made from its OpenAPI document; Istio's and Prometheus' by those of another; Kubeflow's have no published
 * model, so {@link KubeflowKinds} names their fields, and what they embed of Kubernetes is checked by its models.
 */
final class Schemas {

    /** The generated check of a model. */
    @FunctionalInterface
    interface Model {
        void check(JsonElement object) throws IOException;
    }

    static final Model POD_SPEC = V1PodSpec::validateJsonElement;
    static final Model PROBE = V1Probe::validateJsonElement;
    static final Model ENV = V1EnvVar::validateJsonElement;
    static final Model VOLUME = V1Volume::validateJsonElement;
    static final Model VOLUME_MOUNT = V1VolumeMount::validateJsonElement;
    static final Model RESOURCES = V1ResourceRequirements::validateJsonElement;
    static final Model POD_SECURITY = V1PodSecurityContext::validateJsonElement;
    static final Model CONTAINER_SECURITY = V1SecurityContext::validateJsonElement;

    private static final Map<String, Model> KUBERNETES = Map.ofEntries(
            Map.entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
            Map.entry("v1 Service", V1Service::validateJsonElement),
            Map.entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
            Map.entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
            Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
            Map.entry("rbac.authorization.k8s.io/v1 Role", V1Role::validateJsonElement),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", V1RoleBinding::validateJsonElement),
            Map.entry("rbac.authorization.k8s.io/v1 ClusterRole", V1ClusterRole::validateJsonElement));

    private static final Map<String, Class<?>> OTHERS = Map.of(
            "networking.istio.io/v1 VirtualService", io.fabric8.istio.api.networking.v1.VirtualService.class,
            "networking.istio.io/v1 Sidecar", io.fabric8.istio.api.networking.v1.Sidecar.class,
            "security.istio.io/v1 AuthorizationPolicy", io.fabric8.istio.api.security.v1.AuthorizationPolicy.class,
            "security.istio.io/v1 PeerAuthentication", io.fabric8.istio.api.security.v1.PeerAuthentication.class,
            "monitoring.coreos.com/v1 ServiceMonitor",
                    io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor.class);

    /** Their models keep unknown fields and give them back; this one does not give them back. */
    private static final ObjectMapper FORGETFUL = new ObjectMapper()
            .registerModule(new SimpleModule().setSerializerModifier(new BeanSerializerModifier() {
                @Override
                public BeanSerializerBuilder updateBuilder(
                        SerializationConfig config, BeanDescription description, BeanSerializerBuilder builder) {
                    builder.setAnyGetter(null);
                    return builder;
                }
            }));

    private Schemas() {}

    /** {@return what is wrong with an object, empty when nothing is} */
    static String problem(JsonNode object) {
        String type = object.path("apiVersion").asText() + " " + Manifests.kindOf(object);
        Model own = KUBERNETES.get(type);
        Class<?> other = OTHERS.get(type);
        if (own != null) {
            return problem(own, object);
        }
        if (other == null) {
            return KubeflowKinds.problem(type, object);
        }
        try {
            JsonNode known = FORGETFUL.valueToTree(FORGETFUL.treeToValue(object, other));
            return isSame(known, object) ? "" : object + " comes back as " + known;
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        }
    }

    /** Read again, because a number can be of two types. */
    private static boolean isSame(JsonNode one, JsonNode other) throws JsonProcessingException {
        return FORGETFUL.readTree(one.toString()).equals(FORGETFUL.readTree(other.toString()));
    }

    static String problem(Model model, JsonNode object) {
        try {
            model.check(JsonParser.parseString(object.toString()));
            return "";
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
