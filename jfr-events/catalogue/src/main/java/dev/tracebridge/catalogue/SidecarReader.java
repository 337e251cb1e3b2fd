package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a sidecar and checks each rule against the catalogue. */
final class SidecarReader {

    private static final Map<String, TimeUnit> UNITS = ordered(
            List.of("ns", "us", "ms", "s"),
            List.of(TimeUnit.NANOSECONDS, TimeUnit.MICROSECONDS, TimeUnit.MILLISECONDS, TimeUnit.SECONDS));

    private static final Map<String, MetricRule.Instrument> INSTRUMENTS =
            ordered(List.of("counter", "histogram"), List.of(MetricRule.Instrument.values()));

    private final String fileName;
    private final Problems problems;
    private final Optional<Node> root;
    private final TracepointLookup lookup;

    SidecarReader(String fileName, String text, Catalogue catalogue) {
        this.fileName = fileName;
        this.problems = new Problems(fileName, SourceText.lines(text));
        this.root = new YamlFile(fileName, text, problems).read();
        this.lookup = new TracepointLookup(catalogue);
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
        YamlMap map = YamlMap.of(
                node,
                problems,
                "namespace",
                "spans",
                "states",
                "phases",
                "complete",
                "metrics",
                "instants",
                "arguments");
        if (map == null) {
            return null;
        }
        String namespace = namespace(map);
        List<SpanRule> spans = new SpanReader(lookup, problems).read(map.list("spans"));
        List<StateRule> states = each(map, "states", this::state);
        List<PhaseRule> phases = each(map, "phases", this::phase);
        List<CompleteRule> complete = each(map, "complete", this::complete);
        List<MetricRule> metrics = each(map, "metrics", this::metric);
        List<ArgumentRule> arguments = arguments(map);
        Map<String, SourcePosition> instants = instants(map);
        Sidecar sidecar = new Sidecar(
                fileName,
                namespace,
                spans,
                states,
                phases,
                complete,
                metrics,
                new ArrayList<>(instants.keySet()),
                arguments);
        SidecarCheck check = new SidecarCheck(lookup.catalogue(), sidecar, problems);
        check.rules();
        // A rule that is wrong would be told again for each of its tracepoints.
        if (problems.count() == 0) {
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

    private interface RuleReader<T> {
        T read(Node node);
    }

    private <T> List<T> each(YamlMap map, String key, RuleReader<T> reader) {
        List<T> rules = new ArrayList<>();
        for (Node item : map.list(key)) {
            T rule = reader.read(item);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private StateRule state(Node node) {
        YamlMap map =
                YamlMap.of(node, problems, "name", "tracepoint", "argument", "initial", "terminal", "failure", "key");
        if (map == null) {
            return null;
        }
        String name = map.requiredText("name", "the name of the span around all states");
        Tracepoint tracepoint =
                lookup.tracepoint(map, map.required("tracepoint", "the tracepoint that tells the state"));
        if (tracepoint == null || name == null) {
            return null;
        }
        Argument argument = lookup.argument(map, "argument", tracepoint);
        map.requiredItems("terminal", "the states that close the span around all states");
        List<KeyPart> key = lookup.key(map, "key", tracepoint);
        return argument == null || noFloat(map, "argument", argument)
                ? null
                : new StateRule(
                        name,
                        tracepoint,
                        argument,
                        map.words("initial"),
                        map.words("terminal"),
                        map.words("failure"),
                        key,
                        map.position());
    }

    private PhaseRule phase(Node node) {
        YamlMap map = YamlMap.of(node, problems, "tracepoint", "argument", "chains");
        if (map == null) {
            return null;
        }
        Tracepoint tracepoint = lookup.tracepoint(map, map.required("tracepoint", "the tracepoint of the checkpoints"));
        if (tracepoint == null) {
            return null;
        }
        Argument argument = lookup.argument(map, "argument", tracepoint);
        map.requiredItems("chains", "- {name: downtime, first: CHECKPOINT, last: CHECKPOINT}");
        List<PhaseRule.Chain> chains = each(map, "chains", this::chain);
        return argument == null || noFloat(map, "argument", argument)
                ? null
                : new PhaseRule(tracepoint, argument, chains, map.position());
    }

    private PhaseRule.Chain chain(Node node) {
        YamlMap map = YamlMap.of(node, problems, "name", "first", "last");
        if (map == null) {
            return null;
        }
        String name = map.requiredText("name", "the span's name");
        String first = map.requiredText("first", "the checkpoint that opens the span");
        String last = map.requiredText("last", "the checkpoint that closes the span");
        if (first != null && first.equals(last)) {
            map.error(map.node(), "'first' and 'last' are the same", "a span needs two checkpoints");
        }
        return name == null || first == null || last == null
                ? null
                : new PhaseRule.Chain(name, first, last, map.position());
    }

    private CompleteRule complete(Node node) {
        YamlMap map = YamlMap.of(node, problems, "tracepoint", "duration", "unit");
        if (map == null) {
            return null;
        }
        Tracepoint tracepoint = lookup.tracepoint(map, map.required("tracepoint", "the tracepoint at the end"));
        if (tracepoint == null) {
            return null;
        }
        Argument duration = lookup.argument(map, "duration", tracepoint);
        map.required("unit", "unit is one of: " + String.join(", ", UNITS.keySet()));
        TimeUnit unit = map.choice("unit", UNITS, TimeUnit.NANOSECONDS);
        return duration == null || noNumber(map, "duration", duration)
                ? null
                : new CompleteRule(tracepoint, duration, unit, map.position());
    }

    private MetricRule metric(Node node) {
        YamlMap map = YamlMap.of(node, problems, "tracepoint", "instrument", "argument", "unit");
        if (map == null) {
            return null;
        }
        Tracepoint tracepoint = lookup.tracepoint(map, map.required("tracepoint", "the hot tracepoint"));
        if (tracepoint == null) {
            return null;
        }
        map.required("instrument", "instrument is one of: " + String.join(", ", INSTRUMENTS.keySet()));
        MetricRule.Instrument instrument = map.choice("instrument", INSTRUMENTS, MetricRule.Instrument.COUNTER);
        Optional<Argument> argument = Optional.empty();
        if (instrument == MetricRule.Instrument.HISTOGRAM) {
            argument = Optional.ofNullable(lookup.argument(map, "argument", tracepoint));
            argument.ifPresent(a -> noNumber(map, "argument", a));
        } else {
            map.key("argument")
                    .ifPresent(
                            at -> map.error(at, "a counter counts records", "for values take instrument: histogram"));
        }
        String known =
                argument.map(a -> ContentTypeRules.of(tracepoint, a).unit()).orElse("");
        return new MetricRule(tracepoint, instrument, argument, unit(map).orElse(known), map.position());
    }

    /** OpenTelemetry's rule for units. */
    private static Optional<String> unit(YamlMap map) {
        Optional<String> unit = map.text("unit");
        if (unit.isPresent() && !unit.get().matches("[\\x21-\\x7e]{1,63}")) {
            map.error(
                    map.get("unit").orElseThrow(),
                    "no unit",
                    "at most 63 ASCII characters, as in UCUM: By, ms, {page}");
        }
        return unit;
    }

    private static boolean noNumber(YamlMap map, String key, Argument argument) {
        boolean number = argument.type().javaType().integer()
                || argument.type().javaType().floating();
        if (!number || argument.type().pointer()) {
            map.error(map.get(key).orElseThrow(), "'" + argument + "' is no number", "");
        }
        return !number || argument.type().pointer();
    }

    private static boolean noFloat(YamlMap map, String key, Argument argument) {
        if (argument.type().javaType().floating()) {
            map.error(
                    map.get(key).orElseThrow(),
                    "'" + argument + "' names nothing",
                    "it must be a string or an integer");
        }
        return argument.type().javaType().floating();
    }

    private List<ArgumentRule> arguments(YamlMap root) {
        List<ArgumentRule> rules = new ArrayList<>();
        Optional<Node> node = root.get("arguments");
        if (node.isEmpty()) {
            return rules;
        }
        YamlMap byTracepoint = YamlMap.open(node.get(), problems, "TRACEPOINT: {ARGUMENT: {content: bytes}}");
        if (byTracepoint == null) {
            return rules;
        }
        byTracepoint.keys().forEach((name, where) -> {
            Tracepoint tracepoint = lookup.tracepoint(byTracepoint, where);
            YamlMap byArgument =
                    YamlMap.open(byTracepoint.get(name).orElseThrow(), problems, "ARGUMENT: {content: bytes}");
            if (tracepoint != null && byArgument != null) {
                byArgument.keys().forEach((argumentName, at) -> {
                    Argument argument = lookup.argument(byArgument, at, tracepoint);
                    YamlMap map =
                            YamlMap.of(byArgument.get(argumentName).orElseThrow(), problems, "content", "sensitive");
                    if (argument != null && map != null) {
                        Map<String, ContentType> contents = ordered(ContentType.words(), List.of(ContentType.values()));
                        ContentType content = map.choice("content", contents, null);
                        Optional.ofNullable(content)
                                .flatMap(c -> ContentTypeRules.objection(argument, c))
                                .ifPresent(o -> map.error(
                                        map.get("content").orElseThrow(),
                                        "'" + argument + "' is no " + content.word(),
                                        o));
                        rules.add(new ArgumentRule(
                                tracepoint,
                                argument,
                                Optional.ofNullable(content),
                                map.bool("sensitive"),
                                map.position()));
                    }
                });
            }
        });
        return rules;
    }

    static <T> Map<String, T> ordered(List<String> words, List<T> values) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            map.put(words.get(i), values.get(i));
        }
        return map;
    }
}
