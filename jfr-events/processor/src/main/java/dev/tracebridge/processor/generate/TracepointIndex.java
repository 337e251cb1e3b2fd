package dev.tracebridge.processor.generate;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.TraceModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code META-INF/tracebridge/index}: which events there are and which methods emit them, one such file for each class output. Lines of fields
 * separated by TAB:
 *
 * <pre>
 * tracebridge-index  1
 * event   JFR-name  event-class  role  enabled|disabled  tracepoint,tracepoint...
 * class   class-name
 * method  instant|span  name  descriptor  event-class  argument,argument...  [argument,argument...]
 * </pre>
 *
 * <p>Methods belong to the class above them. The second list of arguments is that of a span's end. An argument is {@code param:<number>:<type>},
 * {@code call:<method>:<return type>:<type>}, {@code field:<name>:<field type>:<type>}, {@code return:<type>} or {@code this:<type>}, where the
 * last type is that of the event method's parameter. Numbers count the parameters of the descriptor, so those that the compiler adds to constructors count too.
 *
 * <p>An instance is used by one thread.
 */
public final class TracepointIndex {

    /** Where the index is in a class output. */
    public static final String PATH = "META-INF/tracebridge/index";

    private static final String HEADER = "tracebridge-index\t1";
    private static final int EVENT_CLASS_FIELD = 2;

    private final Map<String, List<String>> eventsByPackage = new TreeMap<>();
    private final Map<String, List<String>> methodsByClass = new TreeMap<>();

    /** Makes an empty index. */
    public TracepointIndex() {}

    /** One value that a method hands to its event. */
    public sealed interface BoundArgument {

        /**
         * The argument's field in the index.
         *
         * @return the text
         */
        String text();
    }

    /**
     * A parameter.
     *
     * @param index counted from 0 along the descriptor
     * @param type descriptor of the event method's parameter
     */
    public record Parameter(int index, String type) implements BoundArgument {

        @Override
        public String text() {
            return "param:" + index + ":" + type;
        }
    }

    /**
     * A method without parameters of the declaring class.
     *
     * @param name the method's name
     * @param returnType descriptor of what it returns
     * @param type descriptor of the event method's parameter
     */
    public record Call(String name, String returnType, String type) implements BoundArgument {

        @Override
        public String text() {
            return "call:" + name + ":" + returnType + ":" + type;
        }
    }

    /**
     * A field of the declaring class.
     *
     * @param name the field's name
     * @param fieldType the field's descriptor
     * @param type descriptor of the event method's parameter
     */
    public record Field(String name, String fieldType, String type) implements BoundArgument {

        @Override
        public String text() {
            return "field:" + name + ":" + fieldType + ":" + type;
        }
    }

    /**
     * The method's own return value.
     *
     * @param type descriptor of the event method's parameter
     */
    public record Returned(String type) implements BoundArgument {

        @Override
        public String text() {
            return "return:" + type;
        }
    }

    /** The object whose method it is. */
    public record Receiver() implements BoundArgument {

        @Override
        public String text() {
            return "this:Ljava/lang/Object;";
        }
    }

    /**
     * A method that emits.
     *
     * @param span whether the method is a span; else it emits at its entry
     * @param name the method's name, {@code <init>} of a constructor
     * @param descriptor the method's descriptor in the class file
     * @param eventClass binary name
     * @param arguments what the event's {@code emit} or {@code start} takes
     * @param endArguments what the event's {@code end} takes after the event; empty unless a span
     */
    public record MethodEntry(
            boolean span,
            String name,
            String descriptor,
            String eventClass,
            List<BoundArgument> arguments,
            List<BoundArgument> endArguments) {

        /** Copies the lists. */
        public MethodEntry {
            arguments = List.copyOf(arguments);
            endArguments = List.copyOf(endArguments);
        }

        String line() {
            String line = String.join(
                    "\t", "method", span ? "span" : "instant", name, descriptor, eventClass, texts(arguments));
            return span ? line + "\t" + texts(endArguments) : line;
        }

        private static String texts(List<BoundArgument> arguments) {
            return arguments.stream().map(BoundArgument::text).collect(Collectors.joining(","));
        }
    }

    /**
     * A class with methods that emit.
     *
     * @param binaryName the class
     * @param methods its methods
     */
    public record ClassEntry(String binaryName, List<MethodEntry> methods) {

        /** Copies the list. */
        public ClassEntry {
            methods = List.copyOf(methods);
        }
    }

    /**
     * Reads an index back. Lines of another kind than the known ones, and an index of another version, are left out.
     *
     * @param text the whole file
     * @return what it says
     */
    public static TracepointIndex parse(String text) {
        TracepointIndex index = new TracepointIndex();
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            return index;
        }
        List<String> methods = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("event") && fields.length > EVENT_CLASS_FIELD) {
                index.addEvent(fields[EVENT_CLASS_FIELD], line);
            } else if (fields[0].equals("class") && fields.length > 1) {
                methods = index.methodsByClass.computeIfAbsent(fields[1], c -> new ArrayList<>());
            } else if (fields[0].equals("method")) {
                methods.add(line);
            }
        }
        return index;
    }

    /**
     * Takes up the events of a catalogue in place of those of the same package.
     *
     * @param model the catalogue's events
     * @param packageName the package of the event classes
     */
    public void setEvents(TraceModel model, String packageName) {
        eventsByPackage.remove(packageName);
        for (EventModel event : model.events()) {
            String className = packageName + "." + event.className();
            Set<String> tracepoints = new LinkedHashSet<>();
            tracepoints.add(event.tracepoint().name());
            for (SpanPoint point : SpanMethods.closing(event)) {
                tracepoints.add(point.tracepoint().name());
            }
            addEvent(
                    className,
                    String.join(
                            "\t",
                            "event",
                            event.name(),
                            className,
                            event.role().name().toLowerCase(Locale.ROOT),
                            event.enabledByDefault() ? "enabled" : "disabled",
                            String.join(",", tracepoints)));
        }
    }

    private void addEvent(String className, String line) {
        eventsByPackage
                .computeIfAbsent(
                        className.substring(0, Math.max(0, className.lastIndexOf('.'))), p -> new ArrayList<>())
                .add(line);
    }

    /**
     * Takes up a class in place of what was known of it.
     *
     * @param entry the class and its methods; without methods it is left out
     */
    public void setClass(ClassEntry entry) {
        methodsByClass.remove(entry.binaryName());
        if (!entry.methods().isEmpty()) {
            methodsByClass.put(
                    entry.binaryName(),
                    entry.methods().stream().map(MethodEntry::line).toList());
        }
    }

    /**
     * Forgets classes.
     *
     * @param unwanted tells by binary name
     */
    public void removeClasses(Predicate<String> unwanted) {
        methodsByClass.keySet().removeIf(unwanted);
    }

    /**
     * Forgets the events of a package.
     *
     * @param packageName the package of the event classes
     */
    public void removeEvents(String packageName) {
        eventsByPackage.remove(packageName);
    }

    /**
     * The packages that event classes were generated into.
     *
     * @return their names
     */
    public Set<String> eventPackages() {
        return Set.copyOf(eventsByPackage.keySet());
    }

    /**
     * Whether there is nothing to say.
     *
     * @return true if there is neither an event nor a class
     */
    public boolean isEmpty() {
        return eventsByPackage.isEmpty() && methodsByClass.isEmpty();
    }

    /**
     * The whole file, the same for the same content whatever the order it came in.
     *
     * @return lines ended by {@code \n}
     */
    public String text() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        eventsByPackage
                .values()
                .forEach(events -> events.forEach(event -> text.append(event).append('\n')));
        methodsByClass.forEach((name, methods) -> {
            text.append("class\t").append(name).append('\n');
            methods.forEach(method -> text.append(method).append('\n'));
        });
        return text.toString();
    }
}
