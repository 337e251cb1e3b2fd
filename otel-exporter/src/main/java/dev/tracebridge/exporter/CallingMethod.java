package dev.tracebridge.exporter;

import dev.tracebridge.recording.TracepointType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds in the stack trace of an event the method of the application that hit the tracepoint. Immutable. */
final class CallingMethod {

    private static final String RUNTIME = "dev.tracebridge.runtime.";

    private final Set<String> eventClasses;
    private final String facadeMethod;

    CallingMethod(TracepointType type) {
        String eventName = type.description().name();
        this.eventClasses = Stream.of(eventName.substring(eventName.lastIndexOf('.') + 1), type.spanName(), type.name())
                .map(CallingMethod::eventClass)
                .collect(Collectors.toUnmodifiableSet());
        this.facadeMethod = type.name();
    }

    /** As the annotation processor calls the class: {@code ram_save_page} is {@code RamSavePageEvent}. */
    private static String eventClass(String name) {
        return Stream.of(name.split("_"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("", "", "Event"));
    }

    /**
     * Finds the method.
     *
     * @param stackTrace the method called last first
     * @return {@code dev.example.Migration.savePage}, as {@code code.function.name} wants it; null where the trace does not reach that far
     */
    String in(List<ChunkConstants.Frame> stackTrace) {
        for (ChunkConstants.Frame frame : stackTrace) {
            String type = frame.type();
            String method = frame.method();
            String simple = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
            boolean emitting = type.startsWith(RUNTIME)
                    || eventClasses.contains(simple)
                    || simple.endsWith("Trace") && method.equals(facadeMethod);
            if (!emitting) {
                return type + '.' + method;
            }
        }
        return null;
    }
}
