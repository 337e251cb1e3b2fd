package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a sidecar and checks each rule against the catalogue. */
final class SidecarReader {

    private static final String[] KEYS = {
        "namespace", "spans", "states", "phases", "complete", "metrics", "render", "instants", "arguments"
    };

    private final String fileName;
    private final Problems problems;
    private final Optional<Node> root;
    private final TracepointLookup lookup;
    private final boolean complete;

    SidecarReader(String fileName, String text, Catalogue catalogue) {
        this.fileName = fileName;
        this.problems = new Problems(fileName, SourceText.lines(text));
        this.root = new YamlFile(fileName, text, problems).read();
        this.lookup = new TracepointLookup(catalogue);
        this.complete = true;
    }

    private SidecarReader(SidecarReader other, Problems problems) {
        this.fileName = other.fileName;
        this.problems = problems;
        this.root = other.root;
        this.lookup = other.lookup.withoutGuessing();
        this.complete = false;
    }

    /** Reads what fits the catalogue and leaves out the rest. */
    Sidecar readFitting() {
        problems.throwIfAny();
        while (true) {
            try {
                return new SidecarReader(this, new Problems(fileName, List.of())).read();
            } catch (CatalogueException e) {
                if (root.isEmpty() || !SidecarPruning.prune(root.get(), e.problems())) {
                    throw e;
                }
            }
        }
    }

    Sidecar read() {
        problems.throwIfAny();
        if (root.isEmpty()) {
            problems.add(1, 1, "'namespace' is missing", "the file is empty");
        }
        Sidecar sidecar = root.map(this::read).orElse(null);
        problems.throwIfAny();
        return sidecar;
    }

    private Sidecar read(Node node) {
        YamlMap map = YamlMap.of(node, problems, KEYS);
        if (map == null) {
            return null;
        }
        RuleReader rules = new RuleReader(lookup, problems);
        Map<String, SourcePosition> instants = instants(map);
        List<SpanRule> spans = new SpanReader(lookup, problems).read(map.list("spans"));
        Sidecar sidecar = new Sidecar(
                fileName,
                namespace(map),
                spans,
                rules.states(map),
                rules.phases(map),
                rules.complete(map),
                rules.metrics(map),
                map.get("render")
                        .map(new RenderReader(lookup.catalogue(), spans, problems)::read)
                        .orElse(Map.of()),
                new ArrayList<>(instants.keySet()),
                map.get("arguments")
                        .map(new ArgumentReader(lookup, problems)::read)
                        .orElse(List.of()));
        SidecarCheck check = new SidecarCheck(lookup.catalogue(), sidecar, problems);
        check.rules();
        // A rule that is wrong would be told again for each of its tracepoints.
        if (problems.count() == 0 && complete) {
            map.key("instants").ifPresent(at -> check.instants(YamlFile.position(at), instants));
        }
        return sidecar;
    }

    private Map<String, SourcePosition> instants(YamlMap map) {
        Map<String, SourcePosition> instants = new LinkedHashMap<>();
        for (Node item : map.list("instants")) {
            Tracepoint tracepoint = lookup.tracepoint(map, item);
            if (tracepoint != null && instants.putIfAbsent(tracepoint.name(), YamlFile.position(item)) != null) {
                map.error(item, "'" + tracepoint.name() + "' is there twice", "remove one");
            }
        }
        return instants;
    }

    private String namespace(YamlMap map) {
        String namespace = map.requiredText("namespace", "what all event names begin with: namespace: qemu.migration");
        String problem = namespace == null ? null : EventNames.problem(namespace);
        if (problem != null) {
            map.error(
                    map.get("namespace").orElseThrow(),
                    "no namespace: " + problem,
                    "words joined by dots: qemu.migration");
        }
        return namespace == null ? "" : namespace;
    }
}
