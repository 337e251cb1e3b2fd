package dev.tracebridge.recording;

import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.MetricRule.Instrument;
import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.catalogue.Rendering;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.EventType;

/**
 * What an event type of a recording says about its tracepoint: the annotations {@code dev.tracebridge.Tracepoint} and
 * {@code dev.tracebridge.Span}, read by name, so that neither the event class nor the catalogue is needed.
 *
 * <p>A recording may come from anywhere: what is missing or malformed reads as empty, never as an exception. Immutable.
 */
public final class TracepointType {

    /** The annotation by which an event type says that it is of a tracepoint. */
    public static final String ANNOTATION = "dev.tracebridge.Tracepoint";

    private static final String SPAN = "dev.tracebridge.Span";

    private final EventTypeDescription description;
    private final String name;
    private final String declaration;
    private final String group;
    private final String namespace;
    private final String hash;
    private final EventRole role;
    private final Optional<Rendering> rendering;
    private final String spanName;
    private final Optional<SpanShape> shape;
    private final Optional<Instrument> instrument;
    private final String argument;
    private final String unit;
    private final List<String> key;
    private final Set<String> initial;
    private final Set<String> terminal;
    private final Set<String> failed;
    private final List<Chain> chains;
    private final Optional<Tracepoint> tracepoint;
    private final List<Tracepoint> ends;
    private final List<Tracepoint> failures;
    private final List<TracepointField> fields;

    private TracepointType(EventTypeDescription description, TypeAnnotation metadata, Optional<TypeAnnotation> span) {
        this.description = description;
        this.name = metadata.text("name");
        this.declaration = metadata.text("declaration");
        this.group = metadata.text("group");
        this.namespace = metadata.text("catalogue");
        this.hash = metadata.text("hash");
        this.role = span.map(s -> word(EventRole.class, s.text("role"), EventRole.INSTANT))
                .orElse(EventRole.INSTANT);
        this.rendering = rendering(metadata.text("render"));
        this.spanName = span.map(s -> s.text("name")).filter(s -> !s.isEmpty()).orElse(name);
        this.shape = span.map(s -> word(SpanShape.class, s.text("shape"), null));
        this.instrument = span.map(s -> word(Instrument.class, s.text("instrument"), null));
        this.argument = span.map(s -> s.text("argument")).orElse("");
        this.unit = span.map(s -> s.text("unit")).orElse("");
        this.key = texts(span, "key");
        this.initial = Set.copyOf(texts(span, "initial"));
        this.terminal = Set.copyOf(texts(span, "terminal"));
        this.failed = Set.copyOf(texts(span, "failed"));
        this.chains = chains(texts(span, "chains"));
        this.tracepoint = parse(declaration);
        this.ends = parse(texts(span, "ends"));
        this.failures = parse(texts(span, "failures"));
        this.fields = FieldArguments.of(description, tracepoint, ends, failures);
    }

    /**
     * Reads an event type.
     *
     * @param type a type of a running JVM or of a recording
     * @return nothing where the type is no tracepoint's
     */
    public static Optional<TracepointType> of(EventType type) {
        return of(EventTypeDescription.of(type));
    }

    /**
     * Reads an event type.
     *
     * @param type as a recording describes it
     * @return nothing where the type is no tracepoint's
     */
    public static Optional<TracepointType> of(EventTypeDescription type) {
        return TypeAnnotation.of(type, ANNOTATION)
                .filter(metadata -> !metadata.text("name").isEmpty())
                .map(metadata -> new TracepointType(type, metadata, TypeAnnotation.of(type, SPAN)));
    }

    private static Optional<Rendering> rendering(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Rendering.parse(text));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
                return constant;
            }
        }
        return otherwise;
    }

    private static List<String> texts(Optional<TypeAnnotation> annotation, String element) {
        return annotation.map(a -> a.texts(element)).orElse(List.of());
    }

    private static List<Chain> chains(List<String> flat) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i + 2 < flat.size(); i += 3) {
            chains.add(new Chain(flat.get(i), flat.get(i + 1), flat.get(i + 2)));
        }
        return List.copyOf(chains);
    }

    private static List<Tracepoint> parse(List<String> declarations) {
        return declarations.stream().flatMap(d -> parse(d).stream()).toList();
    }

    private static Optional<Tracepoint> parse(String declaration) {
        try {
            return declaration.isEmpty() ? Optional.empty() : Optional.of(Tracepoint.parse(declaration));
        } catch (CatalogueException malformed) {
            return Optional.empty();
        }
    }

    /** The JFR type. */
    public EventTypeDescription description() {
        return description;
    }

    /** The tracepoint's name; of a pair, that of its start. */
    public String name() {
        return name;
    }

    /** The tracepoint's line of the catalogue, possibly empty. */
    public String declaration() {
        return declaration;
    }

    /** The declaration, read; nothing where it is missing or malformed. */
    public Optional<Tracepoint> tracepoint() {
        return tracepoint;
    }

    /** The heading the tracepoint stands under in the catalogue, usually a source file, possibly empty. */
    public String group() {
        return group;
    }

    /** The catalogue's namespace, for example {@code qemu.migration}. */
    public String namespace() {
        return namespace;
    }

    /** The catalogue's SHA-256 in hexadecimal, possibly empty. */
    public String hash() {
        return hash;
    }

    /** What the event stands for. */
    public EventRole role() {
        return role;
    }

    /** What an export makes of the event where nobody says otherwise; nothing for what the role suggests. */
    public Optional<Rendering> rendering() {
        return rendering;
    }

    /** The span's name; of {@link EventRole#STATES} the root's, of {@link EventRole#METRIC} the instrument's, of an instant the tracepoint's. */
    public String spanName() {
        return spanName;
    }

    /** The shape of a {@link EventRole#SPAN}; nothing for other roles. */
    public Optional<SpanShape> shape() {
        return shape;
    }

    /** The instrument of a {@link EventRole#METRIC}; nothing for other roles. */
    public Optional<Instrument> instrument() {
        return instrument;
    }

    /** The field that names the state or checkpoint, or holds the duration or the measured value; empty where the role has none. */
    public String argument() {
        return argument;
    }

    /** The unit of {@link #argument()}: {@code ns}, {@code us}, {@code ms} or {@code s} for {@link EventRole#COMPLETE}, UCUM for metrics. */
    public String unit() {
        return unit;
    }

    /** {@link #unit()} of an {@link EventRole#COMPLETE}; nothing for other roles or units. */
    public Optional<TimeUnit> timeUnit() {
        if (role != EventRole.COMPLETE) {
            return Optional.empty();
        }
        return switch (unit) {
            case "ns" -> Optional.of(TimeUnit.NANOSECONDS);
            case "us" -> Optional.of(TimeUnit.MICROSECONDS);
            case "ms" -> Optional.of(TimeUnit.MILLISECONDS);
            case "s" -> Optional.of(TimeUnit.SECONDS);
            default -> Optional.empty();
        };
    }

    /** The fields that form the key. */
    public List<String> key() {
        return key;
    }

    /** The tracepoints that end a span, the normal one first; those whose declaration is malformed are missing. */
    public List<Tracepoint> ends() {
        return ends;
    }

    /** The tracepoints that end a span with an error; those whose declaration is malformed are missing. */
    public List<Tracepoint> failures() {
        return failures;
    }

    /** The states that open a new root. */
    public Set<String> initial() {
        return initial;
    }

    /** The states that close the root. */
    public Set<String> terminal() {
        return terminal;
    }

    /** Those of {@link #terminal()} that mean an error. */
    public Set<String> failed() {
        return failed;
    }

    /** The chains of {@link EventRole#PHASES}. */
    public List<Chain> chains() {
        return chains;
    }

    /**
     * The fields that carry arguments, in the order of the event type. Sensitive arguments have none, and there are none where the declaration
     * is malformed.
     */
    public List<TracepointField> fields() {
        return fields;
    }

    /** The JFR name. */
    @Override
    public String toString() {
        return description.name();
    }
}
