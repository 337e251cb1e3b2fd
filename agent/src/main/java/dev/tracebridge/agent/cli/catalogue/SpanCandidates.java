package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.PairProposals;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SourcePosition;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The spans of a catalogue: those its sidecar declares, and those it could.
 *
 * @param input the catalogue
 * @param declared in the order of the sidecar
 * @param proposed pairs by name of tracepoints the sidecar does not mention, in the order of the catalogue
 */
record SpanCandidates(CatalogueInput input, List<SpanRule> declared, List<SpanRule> proposed) {

    private static final SourcePosition NOWHERE = new SourcePosition(1, 1);

    static SpanCandidates of(CatalogueInput input) {
        Set<String> tracepoints = new HashSet<>();
        Set<String> names = new HashSet<>();
        input.sidecar().ifPresent(sidecar -> mentioned(sidecar, tracepoints, names));
        List<SpanRule> proposed = new ArrayList<>();
        for (PairProposals.Pair pair : PairProposals.of(input.catalogue()).pairs()) {
            List<Tracepoint> ends = without(tracepoints, pair.ends());
            if (!ends.isEmpty() && !tracepoints.contains(pair.start().name())) {
                String name = pair.name();
                while (!names.add(name)) {
                    name += "_span";
                }
                proposed.add(rule(name, pair, ends, without(tracepoints, pair.failures())));
            }
        }
        return new SpanCandidates(input, input.sidecar().map(Sidecar::spans).orElse(List.of()), List.copyOf(proposed));
    }

    boolean isEmpty() {
        return declared.isEmpty() && proposed.isEmpty();
    }

    private static void mentioned(Sidecar sidecar, Set<String> tracepoints, Set<String> names) {
        for (SpanRule span : sidecar.spans()) {
            names.add(span.name());
            Stream.of(List.of(span.start()), span.ends(), span.failures())
                    .flatMap(List::stream)
                    .forEach(point -> tracepoints.add(point.tracepoint().name()));
        }
        sidecar.states().forEach(state -> {
            names.add(state.name());
            tracepoints.add(state.tracepoint().name());
        });
        for (PhaseRule phases : sidecar.phases()) {
            phases.chains().forEach(chain -> names.add(chain.name()));
            tracepoints.add(phases.tracepoint().name());
        }
        sidecar.complete().forEach(c -> tracepoints.add(c.tracepoint().name()));
        sidecar.metrics().forEach(m -> tracepoints.add(m.tracepoint().name()));
        tracepoints.addAll(sidecar.instants());
    }

    private static List<Tracepoint> without(Set<String> mentioned, List<Tracepoint> tracepoints) {
        return tracepoints.stream().filter(t -> !mentioned.contains(t.name())).toList();
    }

    private static SpanRule rule(
            String name, PairProposals.Pair pair, List<Tracepoint> ends, List<Tracepoint> failures) {
        return new SpanRule(
                name,
                point(pair.start(), pair.key()),
                ends.stream().map(t -> point(t, pair.key())).toList(),
                failures.stream().map(t -> point(t, pair.key())).toList(),
                SpanShape.FLAT,
                SpanOpening.EACH,
                SpanClosing.EACH,
                NOWHERE);
    }

    private static SpanPoint point(Tracepoint tracepoint, List<String> key) {
        List<KeyPart> parts = key.stream()
                .map(argument -> new KeyPart(tracepoint.argument(argument).orElseThrow(), 1, 1, Map.of()))
                .toList();
        return new SpanPoint(tracepoint, Map.of(), parts, NOWHERE);
    }
}
