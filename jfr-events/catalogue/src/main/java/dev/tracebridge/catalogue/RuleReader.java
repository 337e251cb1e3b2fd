package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the rules of a sidecar that concern one tracepoint each. */
final class RuleReader {

    private static final Map<String, TimeUnit> UNITS = YamlMap.byWord(
            new TimeUnit[] {TimeUnit.NANOSECONDS, TimeUnit.MICROSECONDS, TimeUnit.MILLISECONDS, TimeUnit.SECONDS},
            unit -> ContentType.timespan(unit).unit());

    private static final Map<String, MetricRule.Instrument> INSTRUMENTS =
            YamlMap.byWord(MetricRule.Instrument.values(), MetricRule.Instrument::word);

    private final TracepointLookup lookup;
    private final Problems problems;

    RuleReader(TracepointLookup lookup, Problems problems) {
        this.lookup = lookup;
        this.problems = problems;
    }

    List<StateRule> states(YamlMap sidecar) {
        return each(sidecar.list("states"), this::state);
    }

    List<PhaseRule> phases(YamlMap sidecar) {
        return each(sidecar.list("phases"), this::phase);
    }

    List<CompleteRule> complete(YamlMap sidecar) {
        return each(sidecar.list("complete"), this::complete);
    }

    List<MetricRule> metrics(YamlMap sidecar) {
        return each(sidecar.list("metrics"), this::metric);
    }

    private static <T> List<T> each(List<Node> items, Function<Node, T> reader) {
        List<T> rules = new ArrayList<>();
        for (Node item : items) {
            T rule = reader.apply(item);
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
        map.requiredItems("terminal", "the states that close the span around all states");
        if (tracepoint == null) {
            return null;
        }
        Argument argument = lookup.argument(map, "argument", tracepoint);
        List<KeyPart> key = lookup.key(map, "key", tracepoint);
        return name == null || argument == null || noFloat(map, "argument", argument)
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
        List<PhaseRule.Chain> chains = each(map.list("chains"), this::chain);
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
}
