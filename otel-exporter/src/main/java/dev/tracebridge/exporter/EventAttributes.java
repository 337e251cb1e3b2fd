package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Attributes of a span, a span event or a log record: the arguments of an event, and what is known besides. OpenTelemetry's own class sorts them;
 * they are only turned into that for whoever asks. Immutable.
 */
final class EventAttributes {

    static final EventAttributes NONE = new EventAttributes(null, List.of());

    private final TracepointEvent event;
    private final List<KnownAttribute> more;
    private Attributes all;

    private EventAttributes(TracepointEvent event, List<KnownAttribute> more) {
        this.event = event;
        this.more = more;
    }

    /** The arguments of an event. */
    static EventAttributes of(TracepointEvent event) {
        return new EventAttributes(event, List.of());
    }

    /** The arguments of an event, and more. */
    static EventAttributes of(TracepointEvent event, List<KnownAttribute> more) {
        return new EventAttributes(event, List.copyOf(more));
    }

    /** The arguments of a start and an end, called as the event of the span would call them. */
    static List<KnownAttribute> ofBoth(TracepointEvent start, TracepointEvent end, List<String> key) {
        List<KnownAttribute> both = new ArrayList<>();
        Attributes first = of(start).all();
        first.forEach((name, value) -> both.add(known(name, value)));
        String namespace = start.rendering().type().namespace() + '.';
        of(end).all().forEach((name, value) -> {
            String argument = name.getKey().substring(namespace.length());
            boolean taken = first.asMap().keySet().stream()
                    .anyMatch(other -> other.getKey().equals(name.getKey()));
            if (!taken) {
                both.add(known(name, value));
            } else if (!key.contains(argument)) {
                both.add(known(renamed(name, namespace + "end_" + argument), value));
            }
        });
        return both;
    }

    private static AttributeKey<?> renamed(AttributeKey<?> key, String name) {
        return switch (key.getType()) {
            case LONG -> AttributeKey.longKey(name);
            case DOUBLE -> AttributeKey.doubleKey(name);
            case BOOLEAN -> AttributeKey.booleanKey(name);
            default -> AttributeKey.stringKey(name);
        };
    }

    /** Attributes that are no arguments. */
    static EventAttributes of(List<KnownAttribute> attributes) {
        return new EventAttributes(null, List.copyOf(attributes));
    }

    /** These and more. */
    EventAttributes with(List<KnownAttribute> others) {
        if (others.isEmpty()) {
            return this;
        }
        List<KnownAttribute> both = new ArrayList<>(more);
        both.addAll(others);
        return new EventAttributes(event, List.copyOf(both));
    }

    int size() {
        return more.size() + (event == null ? 0 : event.argumentCount());
    }

    /** As many attributes as may be, in the order of their names. */
    EventAttributes first(int limit) {
        if (size() <= limit) {
            return this;
        }
        List<KnownAttribute> kept = new ArrayList<>();
        all().forEach((key, value) -> {
            if (kept.size() < limit) {
                kept.add(known(key, value));
            }
        });
        return new EventAttributes(null, kept);
    }

    @SuppressWarnings("unchecked")
    private static KnownAttribute known(AttributeKey<?> key, Object value) {
        return KnownAttribute.of((AttributeKey<Object>) key, value);
    }

    /** All of them, as OpenTelemetry wants them. */
    Attributes all() {
        Attributes sorted = all;
        if (sorted == null) {
            AttributesBuilder attributes = Attributes.builder();
            if (event != null) {
                event.addArguments(attributes);
            }
            more.forEach(attribute -> attribute.addTo(attributes));
            sorted = attributes.build();
            all = sorted;
        }
        return sorted;
    }

    /**
     * Writes all of them.
     *
     * @param tag of each
     */
    void encode(ProtoBuffer out, int tag) {
        for (int i = more.size() - 1; i >= 0; i--) {
            out.bytes(tag, more.get(i).encoded());
        }
        if (event != null) {
            event.encodeArguments(out, tag);
        }
    }
}
