package dev.tracebridge.processor.generate;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.List;

/** What the methods of a generated event class take, in their order. The processor and the generator agree through this class. */
public final class EventParameters {

    private EventParameters() {}

    /**
     * The parameters of {@code emit}: all arguments of the tracepoint.
     *
     * @param tracepoint a tracepoint
     * @return its arguments
     */
    public static List<Argument> emit(Tracepoint tracepoint) {
        return tracepoint.arguments();
    }

    /**
     * The parameters of {@code start}, which a method that is a span calls at its entry: the arguments of the start but those whose value the
     * sidecar fixes with {@code when}.
     *
     * @param span an event of role {@link dev.tracebridge.catalogue.EventRole#SPAN}
     * @return arguments of the start
     */
    public static List<Argument> start(EventModel span) {
        SpanPoint start = span.span().orElseThrow().start();
        return start.tracepoint().arguments().stream()
                .filter(a -> !start.when().containsKey(a.name()))
                .toList();
    }

    /**
     * The parameters of {@code end}, after the event, which a method that is a span calls at its normal exit: the arguments of the first end but
     * those whose value {@code when} fixes and those that are the same part of the key at the start.
     *
     * @param span an event of role {@link dev.tracebridge.catalogue.EventRole#SPAN}
     * @return arguments of the first end
     */
    public static List<Argument> end(EventModel span) {
        SpanPoint end = span.ends().get(0);
        return end.tracepoint().arguments().stream()
                .filter(a -> !end.when().containsKey(a.name()))
                .filter(a -> !sharedWithStart(span, end.tracepoint(), a))
                .toList();
    }

    /**
     * Whether {@code emit} has a variant that takes the object whose method it is before the arguments: the object's spans belong to the root that
     * its states opened.
     *
     * @param event an event
     * @return true if methods with a receiver hand it over
     */
    public static boolean emitTakesReceiver(EventModel event) {
        return event.role() == EventRole.STATES;
    }

    /**
     * The same of a span's {@code start}.
     *
     * @param model the catalogue of the span
     * @return true if methods with a receiver hand it over
     */
    public static boolean startTakesReceiver(TraceModel model) {
        return !model.sidecar().states().isEmpty();
    }

    /** Whether the argument of an end arrives in a field that the start has set. */
    static boolean sharedWithStart(EventModel span, Tracepoint end, Argument argument) {
        return span.endField(end.name(), argument.name())
                .map(field -> field.sources().stream().anyMatch(EventField.Source::end)
                        && field.sources().stream().anyMatch(source -> !source.end()))
                .orElse(false);
    }

    /**
     * The descriptor of a parameter.
     *
     * @param argument an argument
     * @return a field descriptor, such as {@code J} or {@code Ljava/lang/String;}
     */
    public static String descriptor(Argument argument) {
        return descriptor(argument.type().javaType());
    }

    /**
     * The descriptor of a type that carries arguments.
     *
     * @param type a type
     * @return a field descriptor
     */
    public static String descriptor(JavaType type) {
        return switch (type) {
            case BOOLEAN -> "Z";
            case BYTE -> "B";
            case SHORT -> "S";
            case INT -> "I";
            case LONG -> "J";
            case FLOAT -> "F";
            case DOUBLE -> "D";
            case STRING -> "Ljava/lang/String;";
        };
    }
}
