package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code arguments} of a sidecar: by tracepoint, then by argument. */
final class ArgumentReader {

    private static final Map<String, ContentType> CONTENTS = YamlMap.byWord(ContentType.values(), ContentType::word);

    private final TracepointLookup lookup;
    private final Problems problems;
    private final List<ArgumentRule> rules = new ArrayList<>();

    ArgumentReader(TracepointLookup lookup, Problems problems) {
        this.lookup = lookup;
        this.problems = problems;
    }

    List<ArgumentRule> read(Node node) {
        YamlMap byTracepoint = YamlMap.open(node, problems, "TRACEPOINT: {ARGUMENT: {content: bytes}}");
        if (byTracepoint != null) {
            byTracepoint.keys().forEach((name, where) -> {
                Tracepoint tracepoint = lookup.tracepoint(byTracepoint, where);
                Node arguments = byTracepoint.get(name).orElseThrow();
                YamlMap byArgument = YamlMap.open(arguments, problems, "ARGUMENT: {content: bytes}");
                if (tracepoint != null && byArgument != null) {
                    read(tracepoint, byArgument);
                }
            });
        }
        return rules;
    }

    private void read(Tracepoint tracepoint, YamlMap byArgument) {
        byArgument.keys().forEach((name, where) -> {
            Argument argument = lookup.argument(byArgument, where, tracepoint);
            YamlMap map = YamlMap.of(byArgument.get(name).orElseThrow(), problems, "content", "sensitive");
            if (argument != null && map != null) {
                Optional<ContentType> content = Optional.ofNullable(map.choice("content", CONTENTS, null));
                content.ifPresent(c -> check(map, argument, c));
                rules.add(new ArgumentRule(tracepoint, argument, content, map.bool("sensitive"), map.position()));
            }
        });
    }

    private static void check(YamlMap map, Argument argument, ContentType content) {
        ContentTypeRules.objection(argument, content)
                .ifPresent(objection -> map.error(
                        map.get("content").orElseThrow(), "'" + argument + "' is no " + content.word(), objection));
    }
}
