package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section {@code render} of a sidecar: by the name of a tracepoint or of a span that has a name of its own. */
final class RenderReader {

    private final Catalogue catalogue;
    private final List<SpanRule> spans;
    private final Problems problems;

    RenderReader(Catalogue catalogue, List<SpanRule> spans, Problems problems) {
        this.catalogue = catalogue;
        this.spans = spans;
        this.problems = problems;
    }

    Map<String, Rendering> read(Node node) {
        Map<String, Rendering> renderings = new LinkedHashMap<>();
        YamlMap map = YamlMap.open(node, problems, "TRACEPOINT: log");
        if (map != null) {
            map.keys()
                    .forEach((name, where) ->
                            rendering(map, name, where).ifPresent(rendering -> renderings.put(name, rendering)));
        }
        return renderings;
    }

    private Optional<Rendering> rendering(YamlMap map, String name, Node where) {
        Optional<SpanRule> span =
                spans.stream().filter(rule -> rule.name().equals(name)).findFirst();
        Optional<Tracepoint> tracepoint =
                span.map(rule -> rule.start().tracepoint()).or(() -> catalogue.find(name));
        if (tracepoint.isEmpty()) {
            map.error(where, "no tracepoint and no span '" + name + "'", Suggestions.hint(name, names(), ""));
            return Optional.empty();
        }
        Node value = map.get(name).orElseThrow();
        String text = map.text(value);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Rendering rendering = Rendering.parse(text);
            String objection = objection(rendering, tracepoint.get(), span.isPresent());
            if (objection == null) {
                return Optional.of(rendering);
            }
            map.error(value, "'" + name + "' cannot be " + rendering, objection);
        } catch (IllegalArgumentException malformed) {
            map.error(value, malformed.getMessage(), "");
        }
        return Optional.empty();
    }

    private static String objection(Rendering rendering, Tracepoint tracepoint, boolean span) {
        if (rendering.argument().isEmpty()) {
            boolean noValue = rendering.kind() == Rendering.Kind.HISTOGRAM && !span;
            return noValue ? "a tracepoint has no duration: name an argument, histogram(ARGUMENT)" : null;
        }
        Optional<Argument> argument = tracepoint.argument(rendering.argument().get());
        if (argument.isEmpty()) {
            return "there is no such argument in " + tracepoint.signature();
        }
        JavaType type = argument.get().type().javaType();
        boolean number =
                (type.integer() || type.floating()) && !argument.get().type().pointer();
        return number ? null : "'" + argument.get() + "' is no number";
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(
                catalogue.tracepoints().stream().map(Tracepoint::name).toList());
        spans.forEach(rule -> names.add(rule.name()));
        return names;
    }
}
