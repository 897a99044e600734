package io.github.opencodeproxy.guides.manifest;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.guides.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What somebody applies to a cluster: the objects of one rendering. */
record Manifests(String name, List<JsonNode> objects) {

    static final Path DEPLOY = Repository.ROOT.resolve("deploy");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Many tests look at the same ones. */
    private static final Map<String, Manifests> OVERLAYS = new ConcurrentHashMap<>();

    /** As a YAML 1.1 reader sees it, which is what kubectl and helm are. */
    static Manifests parse(String name, String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml).forEach(each -> {
            if (each != null) {
                objects.add(JSON.valueToTree(each));
            }
        });
        return new Manifests(name, List.copyOf(objects));
    }

    static Manifests overlay(String name) throws IOException, InterruptedException {
        Manifests known = OVERLAYS.get(name);
        if (known != null) {
            return known;
        }
        Manifests built = parse(name, Kustomize.build(DEPLOY.resolve("kustomize/overlays/" + name)));
        OVERLAYS.put(name, built);
        return built;
    }

    /** The plain overlay as an operator makes it who wants more: a copy of everything, with components. */
    static Manifests plainWith(Path folder, String... components) throws IOException, InterruptedException {
        Folders.copy(DEPLOY.resolve("kustomize"), folder);
        Path overlay = folder.resolve("overlays/plain");
        String added = Stream.of(components)
                .map(name -> "  - ../../components/" + name + "\n")
                .collect(joining());
        Files.writeString(overlay.resolve("kustomization.yaml"), "components:\n" + added, StandardOpenOption.APPEND);
        return parse("plain with " + String.join(", ", components), Kustomize.build(overlay));
    }

    /** The one object of a kind. */
    JsonNode one(String kind) {
        List<JsonNode> found = all(kind);
        if (found.size() != 1) {
            throw new AssertionError(name + " has " + found.size() + " objects of kind " + kind);
        }
        return found.get(0);
    }

    JsonNode one(String kind, String object) {
        return all(kind).stream()
                .filter(each -> each.at("/metadata/name").asText().equals(object))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no " + kind + " " + object));
    }

    List<JsonNode> all(String kind) {
        return objects.stream().filter(each -> kindOf(each).equals(kind)).toList();
    }

    /** The pod template of whatever runs the proxy. */
    JsonNode podTemplate() {
        return Stream.of("Deployment", "Notebook")
                .flatMap(kind -> all(kind).stream())
                .map(each -> each.at("/spec/template"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " runs nothing"));
    }

    /** The proxy's container. */
    JsonNode container() {
        return podTemplate().at("/spec/containers/0");
    }

    static String kindOf(JsonNode object) {
        return object.path("kind").asText();
    }

    static Stream<JsonNode> each(JsonNode array) {
        Iterator<JsonNode> elements = array.elements();
        return StreamSupport.stream(((Iterable<JsonNode>) () -> elements).spliterator(), false);
    }

    @Override
    public String toString() {
        return name + objects.stream().map(Manifests::kindOf).collect(joining(", ", " (", ")"));
    }
}
