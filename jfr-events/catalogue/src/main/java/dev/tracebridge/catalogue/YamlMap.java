package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping of a sidecar: answers by key, and reports what is missing, unknown or of another kind. */
final class YamlMap {

    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Problems problems;

    private YamlMap(Node node, Problems problems) {
        this.node = node;
        this.problems = problems;
    }

    /** A mapping whose keys are all of the {@code known}; null after an error. */
    static YamlMap of(Node node, Problems problems, String... known) {
        YamlMap map = open(node, problems, "a mapping with " + String.join(", ", known));
        if (map != null) {
            List<String> all = Arrays.asList(known);
            map.keys.forEach((key, where) -> {
                if (!all.contains(key)) {
                    String hint = "known keys: " + String.join(", ", known);
                    map.error(where, "unknown key '" + key + "'", Suggestions.hint(key, all, hint));
                }
            });
        }
        return map;
    }

    /** A mapping whose keys are free; null after an error. */
    static YamlMap open(Node node, Problems problems, String wanted) {
        YamlMap map = new YamlMap(node, problems);
        if (!(node instanceof MappingNode mapping)) {
            map.error(node, kind(node) + " where a mapping belongs", "write " + wanted);
            return null;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                map.error(tuple.getKeyNode(), "a key that is no word", "write " + wanted);
            } else if (map.keys.putIfAbsent(key.getValue(), key) != null) {
                map.error(key, "key '" + key.getValue() + "' is there twice", "remove one");
            } else {
                map.values.put(key.getValue(), tuple.getValueNode());
            }
        }
        return map;
    }

    /** A mapping inside this one whose keys are all of the {@code known}; the caller has seen that it is a mapping. */
    YamlMap inner(Node inside, String... known) {
        return of(inside, problems, known);
    }

    /** A mapping inside this one whose keys are free; null after an error. */
    YamlMap open(Node inside, String wanted) {
        return open(inside, problems, wanted);
    }

    /** What words mean, in the order of the values. */
    static <T> Map<String, T> byWord(T[] values, Function<T, String> word) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T value : values) {
            words.put(word.apply(value), value);
        }
        return words;
    }

    Node node() {
        return node;
    }

    Optional<Node> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Where the key stands, if it does. */
    Optional<Node> key(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Keys in the order of the file. */
    Map<String, Node> keys() {
        return keys;
    }

    /** The node of a key that must be there; null after an error. */
    Node required(String key, String hint) {
        Node value = values.get(key);
        if (value == null) {
            error(node, "'" + key + "' is missing", hint);
        }
        return value;
    }

    /** Sees that a list is there and has items. */
    void requiredItems(String key, String hint) {
        Node value = required(key, hint);
        if (value instanceof SequenceNode list && list.getValue().isEmpty()) {
            error(value, "'" + key + "' is empty", hint);
        }
    }

    /** The text of a key that must be there; null after an error. */
    String requiredText(String key, String hint) {
        Node value = required(key, hint);
        return value == null ? null : text(value);
    }

    /** The text of a key; empty where it is not there, and after an error. */
    Optional<String> text(String key) {
        return get(key).map(this::text);
    }

    /** The text of a scalar; null after an error. */
    String text(Node value) {
        if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        error(value, kind(value) + " where a word belongs", "");
        return null;
    }

    /** One of the words; {@code otherwise} where the key is not there, and after an error. */
    <T> T choice(String key, Map<String, T> words, T otherwise) {
        Optional<String> word = text(key);
        if (word.isEmpty()) {
            return otherwise;
        }
        T choice = words.get(word.get());
        if (choice == null) {
            String all = key + " is one of: " + String.join(", ", words.keySet());
            error(
                    values.get(key),
                    "unknown " + key + " '" + word.get() + "'",
                    Suggestions.hint(word.get(), words.keySet(), all));
            return otherwise;
        }
        return choice;
    }

    /** A whole number above zero; {@code otherwise} where the key is not there, and after an error. */
    long positive(String key, long otherwise) {
        Node value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            String text = text(value);
            long number = text == null ? 1 : Long.decode(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        error(value, "'" + key + "' is no whole number above 0", "");
        return otherwise;
    }

    /** True or false; false where the key is not there, and after an error. */
    boolean bool(String key) {
        return choice(key, Map.of("true", true, "false", false), false);
    }

    /** The items of a list; a single value counts as a list of one. */
    List<Node> items(String key) {
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    }

    /** The items of what must be a list. */
    List<Node> list(String key) {
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (!(value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL))) {
            error(value, kind(value) + " where a list belongs", "begin each item with '- '");
        }
        return List.of();
    }

    /** The words of a list, or of a single value. */
    List<String> words(String key) {
        List<String> words = new ArrayList<>();
        for (Node item : items(key)) {
            String word = text(item);
            if (word != null) {
                words.add(word);
            }
        }
        return words;
    }

    void error(Node where, String message, String hint) {
        SourcePosition position = YamlFile.position(where);
        problems.add(position.line(), position.column(), message, hint);
    }

    SourcePosition position() {
        return YamlFile.position(node);
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case SEQUENCE -> "a list";
            case MAPPING -> "a mapping";
            case SCALAR -> node.getTag().equals(Tag.NULL) ? "nothing" : "'" + ((ScalarNode) node).getValue() + "'";
            default -> "an alias";
        };
    }
}
