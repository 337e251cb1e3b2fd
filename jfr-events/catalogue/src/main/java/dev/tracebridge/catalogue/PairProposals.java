package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Pairs of tracepoints whose names follow a convention: {@code X_start}/{@code X_end}, {@code X_enter}/{@code X_exit},
 * {@code X}/{@code X_end} and so on. Proposals for whoever writes a sidecar; nothing takes them for true at run time.
 */
public final class PairProposals {

    private static final Set<String> FAILURES = Set.of("_error", "_fail", "_failed");

    private final List<Pair> pairs;

    private PairProposals(List<Pair> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    /**
     * A start and what may end it.
     *
     * @param name a name no tracepoint but the start has
     * @param start the tracepoint that starts the span
     * @param ends the tracepoints that may end it; at least one
     * @param failures the tracepoints that may end it with an error
     * @param key arguments that all of them have, by name and type
     */
    public record Pair(
            String name, Tracepoint start, List<Tracepoint> ends, List<Tracepoint> failures, List<String> key) {

        public Pair {
            ends = List.copyOf(ends);
            failures = List.copyOf(failures);
            key = List.copyOf(key);
        }
    }

    /** The pairs of a catalogue, in the order of their starts. */
    public static PairProposals of(Catalogue catalogue) {
        List<Pair> pairs = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (String opening : Stems.openings()) {
            for (Tracepoint start : catalogue.tracepoints()) {
                if (start.name().endsWith(opening) && !used.contains(start.name())) {
                    String stem = start.name().substring(0, start.name().length() - opening.length());
                    List<Tracepoint> ends = new ArrayList<>();
                    List<Tracepoint> failures = new ArrayList<>();
                    for (String closing : Stems.closings(opening)) {
                        catalogue
                                .find(stem + closing)
                                .filter(end -> !stem.isEmpty() && !used.contains(end.name()))
                                .ifPresent(end -> (FAILURES.contains(closing) ? failures : ends).add(end));
                    }
                    if (!ends.isEmpty()) {
                        used.add(start.name());
                        ends.forEach(end -> used.add(end.name()));
                        failures.forEach(end -> used.add(end.name()));
                        pairs.add(new Pair(
                                name(stem, start, catalogue, names),
                                start,
                                ends,
                                failures,
                                key(start, ends, failures)));
                    }
                }
            }
        }
        pairs.sort(Comparator.comparingInt(pair -> pair.start().line()));
        return new PairProposals(pairs);
    }

    /** The pairs, in the order of their starts. */
    public List<Pair> pairs() {
        return pairs;
    }

    /** The {@code spans} of a sidecar, to be completed with shapes; empty where there are no pairs. */
    public String yaml() {
        if (pairs.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("spans:\n");
        for (Pair pair : pairs) {
            String first = pair.ends().get(0).name();
            boolean named = Stems.of(pair.start().name(), first)
                    .filter(pair.name()::equals)
                    .isEmpty();
            if (named) {
                text.append("  - name: ").append(pair.name()).append("\n    start: ");
            } else {
                text.append("  - start: ");
            }
            text.append(pair.start().name()).append('\n');
            append(text, "end", pair.ends());
            append(text, "failure", pair.failures());
            if (!pair.key().isEmpty()) {
                text.append("    key: [").append(String.join(", ", pair.key())).append("]\n");
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String key, List<Tracepoint> tracepoints) {
        List<String> names = tracepoints.stream().map(Tracepoint::name).toList();
        if (names.size() == 1) {
            text.append("    ").append(key).append(": ").append(names.get(0)).append('\n');
        } else if (!names.isEmpty()) {
            text.append("    ")
                    .append(key)
                    .append(": [")
                    .append(String.join(", ", names))
                    .append("]\n");
        }
    }

    private static String name(String stem, Tracepoint start, Catalogue catalogue, Set<String> names) {
        String name = stem;
        while (!name.equals(start.name()) && catalogue.find(name).isPresent() || EventNames.problem(name) != null) {
            name += "_span";
        }
        while (!names.add(name)) {
            name += "_span";
        }
        return name;
    }

    private static List<String> key(Tracepoint start, List<Tracepoint> ends, List<Tracepoint> failures) {
        Set<String> key = new LinkedHashSet<>();
        for (Argument argument : start.arguments()) {
            if (!argument.type().javaType().floating()
                    && ends.stream().allMatch(end -> has(end, argument))
                    && failures.stream().allMatch(end -> has(end, argument))) {
                key.add(argument.name());
            }
        }
        return new ArrayList<>(key);
    }

    private static boolean has(Tracepoint tracepoint, Argument argument) {
        return tracepoint
                .argument(argument.name())
                .filter(a -> a.type().javaType() == argument.type().javaType()
                        && a.type().unsigned() == argument.type().unsigned())
                .isPresent();
    }
}
