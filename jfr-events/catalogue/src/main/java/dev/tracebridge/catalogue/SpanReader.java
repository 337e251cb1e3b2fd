package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code spans} of a sidecar. */
final class SpanReader {

    private static final Map<String, SpanShape> SHAPES = YamlMap.byWord(SpanShape.values(), SpanShape::word);
    private static final Map<String, SpanOpening> OPENINGS = YamlMap.byWord(SpanOpening.values(), SpanOpening::word);
    private static final Map<String, SpanClosing> CLOSINGS = YamlMap.byWord(SpanClosing.values(), SpanClosing::word);

    private final TracepointLookup lookup;
    private final Problems problems;
    private boolean sharedKeyIsWrong;

    SpanReader(TracepointLookup lookup, Problems problems) {
        this.lookup = lookup;
        this.problems = problems;
    }

    List<SpanRule> read(List<Node> items) {
        List<SpanRule> rules = new ArrayList<>();
        for (Node item : items) {
            YamlMap map =
                    YamlMap.of(item, problems, "name", "start", "end", "failure", "key", "shape", "open", "close");
            SpanRule rule = map == null ? null : span(map);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private SpanRule span(YamlMap map) {
        sharedKeyIsWrong = false;
        Node startNode = map.required("start", "the tracepoint that starts the span");
        map.required("end", "the tracepoint that ends the span, or a list of them");
        SpanShape shape = map.choice("shape", SHAPES, SpanShape.FLAT);
        SpanOpening opening = map.choice("open", OPENINGS, SpanOpening.EACH);
        SpanClosing closing = map.choice("close", CLOSINGS, SpanClosing.EACH);
        SpanPoint start = startNode == null ? null : point(map, startNode);
        List<SpanPoint> ends = points(map, "end");
        List<SpanPoint> failures = points(map, "failure");
        if (start == null || ends.isEmpty()) {
            return null;
        }
        Optional<String> name = map.text("name")
                .or(() -> Stems.of(
                        start.tracepoint().name(), ends.get(0).tracepoint().name()));
        if (name.isEmpty()) {
            map.error(
                    map.node(),
                    "'name' is missing",
                    start.tracepoint().name() + " and "
                            + ends.get(0).tracepoint().name() + " have no stem by convention");
            return null;
        }
        return new SpanRule(name.get(), start, ends, failures, shape, opening, closing, map.position());
    }

    private List<SpanPoint> points(YamlMap map, String key) {
        List<SpanPoint> points = new ArrayList<>();
        for (Node item : map.items(key)) {
            SpanPoint point = point(map, item);
            if (point != null) {
                points.add(point);
            }
        }
        return points;
    }

    private SpanPoint point(YamlMap span, Node node) {
        if (!(node instanceof MappingNode)) {
            Tracepoint tracepoint = lookup.tracepoint(span, node);
            return tracepoint == null
                    ? null
                    : new SpanPoint(tracepoint, Map.of(), sharedKey(span, tracepoint), YamlFile.position(node));
        }
        YamlMap map = span.inner(node, "tracepoint", "when", "key");
        Tracepoint tracepoint = lookup.tracepoint(map, map.required("tracepoint", "the tracepoint's name"));
        if (tracepoint == null) {
            return null;
        }
        Map<String, String> when = new LinkedHashMap<>();
        map.get("when").ifPresent(w -> {
            YamlMap conditions = map.open(w, "{ARGUMENT: VALUE}");
            if (conditions != null) {
                conditions.keys().forEach((argument, at) -> {
                    Argument found = lookup.argument(conditions, at, tracepoint);
                    if (found != null) {
                        conditions
                                .text(argument)
                                .ifPresent(value -> when.put(argument, value(conditions, found, value)));
                    }
                });
            }
        });
        boolean own = map.get("key").isPresent();
        List<KeyPart> key = own ? lookup.key(map, "key", tracepoint) : sharedKey(span, tracepoint);
        return new SpanPoint(tracepoint, when, key, map.position());
    }

    /** The key of the span is read for each of its tracepoints, but told wrong once. */
    private List<KeyPart> sharedKey(YamlMap span, Tracepoint tracepoint) {
        if (sharedKeyIsWrong) {
            return List.of();
        }
        int before = problems.count();
        List<KeyPart> key = lookup.key(span, "key", tracepoint);
        sharedKeyIsWrong = problems.count() > before;
        return sharedKeyIsWrong ? List.of() : key;
    }

    /** The value as {@link SpanPoint#accepts} spells it. */
    private static String value(YamlMap conditions, Argument argument, String text) {
        CType type = argument.type();
        try {
            if (type.javaType() == JavaType.STRING) {
                return text;
            }
            if (type.javaType() == JavaType.BOOLEAN) {
                if (text.equals("true") || text.equals("false")) {
                    return text;
                }
            } else if (type.javaType().integer()) {
                boolean hex = text.startsWith("0x") || text.startsWith("0X");
                long number = hex
                        ? Long.parseUnsignedLong(text.substring(2), 16)
                        : text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
                long raw = PrintfConversion.raw(number, type);
                boolean fits =
                        raw == number || hex && number >>> type.javaType().bits() == 0;
                if (fits) {
                    return type.unsigned() ? Long.toUnsignedString(raw) : Long.toString(raw);
                }
            }
        } catch (NumberFormatException e) {
            // told below
        }
        Node where = conditions.get(argument.name()).orElseThrow();
        conditions.error(where, "'" + text + "' is no value of '" + argument + "'", "");
        return text;
    }
}
