package dev.tracebridge.catalogue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a catalogue's C text cannot say: the namespace of its events and how its tracepoints make spans. Read from YAML, checked against
 * the catalogue. Immutable.
 */
public final class Sidecar {

    private final String fileName;
    private final String namespace;
    private final List<SpanRule> spans;
    private final List<StateRule> states;
    private final List<PhaseRule> phases;
    private final List<CompleteRule> complete;
    private final List<MetricRule> metrics;
    private final Map<String, Rendering> renderings;
    private final List<String> instants;
    private final List<ArgumentRule> arguments;
    private final Map<String, ArgumentRule> argumentsByName = new HashMap<>();

    Sidecar(
            String fileName,
            String namespace,
            List<SpanRule> spans,
            List<StateRule> states,
            List<PhaseRule> phases,
            List<CompleteRule> complete,
            List<MetricRule> metrics,
            Map<String, Rendering> renderings,
            List<String> instants,
            List<ArgumentRule> arguments) {
        this.fileName = fileName;
        this.namespace = namespace;
        this.spans = List.copyOf(spans);
        this.states = List.copyOf(states);
        this.phases = List.copyOf(phases);
        this.complete = List.copyOf(complete);
        this.metrics = List.copyOf(metrics);
        this.renderings = Map.copyOf(renderings);
        this.instants = List.copyOf(instants);
        this.arguments = List.copyOf(arguments);
        arguments.forEach(a -> argumentsByName.put(name(a.tracepoint(), a.argument()), a));
    }

    /**
     * Reads a sidecar from text.
     *
     * @param fileName what errors call the file
     * @throws CatalogueException with every problem of the file
     */
    public static Sidecar parse(String fileName, String text, Catalogue catalogue) {
        Objects.requireNonNull(fileName, "fileName");
        SourceText.checkSize(fileName, text.length());
        return new SidecarReader(fileName, text, catalogue).read();
    }

    /**
     * Reads a sidecar from a file.
     *
     * @throws CatalogueException with every problem of the file
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static Sidecar read(Path path, Catalogue catalogue) {
        return parse(path.toString(), SourceText.read(path), catalogue);
    }

    /**
     * Reads a sidecar that was written for several catalogues: what names tracepoints or arguments that this one does not have is left out, be it
     * one end of several or a whole rule.
     *
     * @param fileName what errors call the file
     * @throws CatalogueException where the text is wrong whatever the catalogue
     */
    public static Sidecar fitting(String fileName, String text, Catalogue catalogue) {
        Objects.requireNonNull(fileName, "fileName");
        SourceText.checkSize(fileName, text.length());
        return new SidecarReader(fileName, text, catalogue).readFitting();
    }

    /**
     * The sidecar of a catalogue that has none: all tracepoints are instants.
     *
     * @throws IllegalArgumentException where no event could be named in the namespace
     */
    public static Sidecar of(String namespace) {
        String problem = EventNames.problem(namespace);
        if (problem != null) {
            throw new IllegalArgumentException("namespace '" + namespace + "': " + problem);
        }
        return new Sidecar(
                "", namespace, List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), List.of());
    }

    /** The file's name as given; empty where there is no file. */
    public String fileName() {
        return fileName;
    }

    /** What the names of all events begin with: {@code qemu.migration}. */
    public String namespace() {
        return namespace;
    }

    /** Pairs and groups of tracepoints. */
    public List<SpanRule> spans() {
        return spans;
    }

    /** State machines. */
    public List<StateRule> states() {
        return states;
    }

    /** Chains of checkpoints. */
    public List<PhaseRule> phases() {
        return phases;
    }

    /** Tracepoints that carry their own duration. */
    public List<CompleteRule> complete() {
        return complete;
    }

    /** Tracepoints too hot for spans. */
    public List<MetricRule> metrics() {
        return metrics;
    }

    /** What an export makes of a tracepoint, or of a span with a name of its own, where it is not what the role suggests. */
    public Optional<Rendering> rendering(String simpleName) {
        return Optional.ofNullable(renderings.get(simpleName));
    }

    /** Names of the tracepoints said to be plain instants; empty where the sidecar lists none. */
    public List<String> instants() {
        return instants;
    }

    /** What is said of single arguments. */
    public List<ArgumentRule> arguments() {
        return arguments;
    }

    /** What is said of an argument. */
    public Optional<ArgumentRule> argument(Tracepoint tracepoint, Argument argument) {
        return Optional.ofNullable(argumentsByName.get(name(tracepoint, argument)));
    }

    private static String name(Tracepoint tracepoint, Argument argument) {
        return tracepoint.name() + " " + argument.name();
    }
}
