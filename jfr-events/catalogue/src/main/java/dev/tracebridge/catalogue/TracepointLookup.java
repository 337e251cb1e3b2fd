package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Finds what a sidecar names in the catalogue, or says what it might have meant. */
final class TracepointLookup {

    private final Catalogue catalogue;
    private final boolean guessing;

    TracepointLookup(Catalogue catalogue) {
        this(catalogue, true);
    }

    private TracepointLookup(Catalogue catalogue, boolean guessing) {
        this.catalogue = catalogue;
        this.guessing = guessing;
    }

    /** For a caller who does not tell the user: guessing what a name might have meant costs most of the time. */
    TracepointLookup withoutGuessing() {
        return new TracepointLookup(catalogue, false);
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** The tracepoint a scalar names; null after an error, and where the node is null. */
    Tracepoint tracepoint(YamlMap map, Node node) {
        String name = node == null ? null : map.text(node);
        if (name == null) {
            return null;
        }
        Optional<Tracepoint> found = catalogue.find(name);
        if (found.isEmpty()) {
            List<String> names = guessing
                    ? catalogue.tracepoints().stream().map(Tracepoint::name).toList()
                    : List.of();
            map.error(
                    node,
                    "no tracepoint '" + name + "' in " + catalogue.fileName(),
                    Suggestions.hint(name, names, "none of its " + names.size() + " tracepoints is called nearly so"));
        }
        return found.orElse(null);
    }

    /** The argument a required key names; null after an error. */
    Argument argument(YamlMap map, String key, Tracepoint tracepoint) {
        Node node = map.required(key, "one of: " + names(tracepoint));
        return node == null ? null : argument(map, node, tracepoint);
    }

    /** The argument a scalar names; null after an error. */
    Argument argument(YamlMap map, Node node, Tracepoint tracepoint) {
        String name = map.text(node);
        if (name == null) {
            return null;
        }
        Optional<Argument> found = tracepoint.argument(name);
        if (found.isEmpty()) {
            List<String> names =
                    tracepoint.arguments().stream().map(Argument::name).toList();
            map.error(
                    node,
                    "no argument '" + name + "' in " + tracepoint.signature(),
                    Suggestions.hint(name, names, names.isEmpty() ? "it has none" : "one of: " + names(tracepoint)));
        }
        return found.orElse(null);
    }

    /** The key parts of a key that may be missing. */
    List<KeyPart> key(YamlMap map, String key, Tracepoint tracepoint) {
        List<KeyPart> parts = new ArrayList<>();
        for (Node item : map.items(key)) {
            KeyPart part = part(map, item, tracepoint);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private KeyPart part(YamlMap outer, Node node, Tracepoint tracepoint) {
        if (!(node instanceof MappingNode)) {
            Argument argument = argument(outer, node, tracepoint);
            return argument == null ? null : new KeyPart(argument, 1, 1, Map.of());
        }
        YamlMap map = outer.inner(node, "argument", "align", "divide", "map");
        Argument argument = argument(map, "argument", tracepoint);
        if (argument == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        map.get("map").ifPresent(m -> {
            YamlMap words = map.open(m, "{value: value}");
            if (words != null) {
                words.keys()
                        .forEach((word, at) -> values.put(word, words.text(word).orElse("")));
            }
        });
        long align = map.positive("align", 1);
        long divide = map.positive("divide", 1);
        if ((align != 1 || divide != 1) && argument.type().javaType() == JavaType.STRING) {
            map.error(map.node(), "'" + argument + "' is no number", "a string has no align and no divide; use map");
        }
        return new KeyPart(argument, align, divide, values);
    }

    private static String names(Tracepoint tracepoint) {
        return String.join(
                ", ", tracepoint.arguments().stream().map(Argument::name).toList());
    }
}
