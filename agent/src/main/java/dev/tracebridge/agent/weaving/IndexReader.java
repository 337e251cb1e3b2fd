package dev.tracebridge.agent.weaving;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code META-INF/tracebridge/index}, which the annotation processor writes: TAB separated lines, the first of them
 * {@code tracebridge-index 1}, then
 *
 * <pre>
 * event   JFR-name  event-class  role  enabled|disabled  tracepoint,tracepoint...
 * class   class-name
 * method  instant|span  name  descriptor  event-class  argument,argument...  [argument,argument...]
 * </pre>
 *
 * <p>Sizes are bounded, and an index with a mistake is refused as a whole.
 */
final class IndexReader {

    /** The resource that each class path entry may have one of. */
    static final String RESOURCE = "META-INF/tracebridge/index";

    static final int SIZE_LIMIT = 16 * 1024 * 1024;

    private static final String HEADER = "tracebridge-index";
    private static final String VERSION = "1";

    private final String source;
    private final ClassIndex index = new ClassIndex();
    private String currentClass;
    private int line;

    private IndexReader(String source) {
        this.source = source;
    }

    /**
     * Reads one index.
     *
     * @throws IOException if it cannot be read or is too large
     * @throws IndexException if its content is not an index
     */
    static ClassIndex read(URL url) throws IOException, IndexException {
        URLConnection connection = url.openConnection();
        // A cached jar would stay open, and locked on some systems, after its loader is gone.
        connection.setUseCaches(false);
        byte[] bytes;
        try (InputStream in = connection.getInputStream()) {
            bytes = in.readNBytes(SIZE_LIMIT + 1);
        }
        if (bytes.length > SIZE_LIMIT) {
            throw new IOException(url + " is larger than " + SIZE_LIMIT + " bytes");
        }
        return parse(url.toString(), new String(bytes, StandardCharsets.UTF_8));
    }

    static ClassIndex parse(String source, String text) throws IndexException {
        IndexReader reader = new IndexReader(source);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end;
            int stop = next > start && text.charAt(next - 1) == '\r' ? next - 1 : next;
            reader.line++;
            reader.line(text.substring(start, stop));
            start = next + 1;
        }
        if (reader.line == 0) {
            throw reader.expected("the line '" + HEADER + "\t" + VERSION + "'", null);
        }
        return reader.index;
    }

    private void line(String text) throws IndexException {
        List<String> fields = split(text, '\t');
        String kind = fields.get(0);
        if (line == 1) {
            if (!kind.equals(HEADER) || fields.size() < 2 || !fields.get(1).equals(VERSION)) {
                throw expected("the line '" + HEADER + "\t" + VERSION + "' of this version's processor", text);
            }
            return;
        }
        switch (kind) {
            case "event" -> event(fields, text);
            case "class" -> currentClass = name(field(fields, 1, "a class name", text), "a class name");
            case "method" -> method(fields, text);
            case "" -> {
                if (!text.isEmpty()) {
                    throw expected("event, class or method", text);
                }
            }
            default -> throw expected("event, class or method", text);
        }
    }

    private void event(List<String> fields, String text) throws IndexException {
        String enabled = field(fields, 4, "enabled or disabled", text);
        if (!enabled.equals("enabled") && !enabled.equals("disabled")) {
            throw expected("enabled or disabled", enabled);
        }
        List<String> tracepoints = new ArrayList<>();
        for (String tracepoint : split(fields.size() > 5 ? fields.get(5) : "", ',')) {
            if (!tracepoint.isEmpty()) {
                tracepoints.add(tracepoint);
            }
        }
        String className = name(field(fields, 2, "an event class", text), "an event class");
        index.add(new IndexedEvent(
                field(fields, 1, "a JFR name", text),
                className,
                fields.get(3),
                enabled.equals("enabled"),
                tracepoints));
    }

    private void method(List<String> fields, String text) throws IndexException {
        if (currentClass == null) {
            throw expected("a class line before the first method line", text);
        }
        String kind = field(fields, 1, "instant or span", text);
        boolean span = kind.equals("span");
        if (!span && !kind.equals("instant")) {
            throw expected("instant or span", kind);
        }
        String methodName = field(fields, 2, "a method name", text);
        boolean constructor = methodName.equals("<init>");
        if (!constructor) {
            name(methodName, "a method name");
        } else if (span) {
            throw expected("an instant, since a constructor cannot be a span", text);
        }
        String descriptor = field(fields, 3, "a method descriptor", text);
        if (!Descriptors.isMethod(descriptor)) {
            throw expected("a method descriptor", descriptor);
        }
        String eventClass = name(field(fields, 4, "an event class", text), "an event class");
        List<BoundArgument> arguments = arguments(fields.size() > 5 ? fields.get(5) : "", descriptor);
        List<BoundArgument> endArguments = arguments(fields.size() > 6 ? fields.get(6) : "", descriptor);
        if (!span && !endArguments.isEmpty()) {
            throw expected("no end arguments of an instant", text);
        }
        index.add(
                currentClass.replace('.', '/'),
                new TracepointMethod(
                        span, methodName, descriptor, eventClass.replace('.', '/'), arguments, endArguments));
    }

    private List<BoundArgument> arguments(String text, String descriptor) throws IndexException {
        List<BoundArgument> arguments = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String argument : split(text, ',')) {
                arguments.add(argument(argument, descriptor));
            }
        }
        return arguments;
    }

    private BoundArgument argument(String text, String descriptor) throws IndexException {
        List<String> parts = split(text, ':');
        String kind = parts.get(0);
        int size = switch (kind) {
            case "param" -> 3;
            case "call", "field" -> 4;
            case "return", "this" -> 2;
            default -> throw expected("param:, call:, field:, return: or this:", text);
        };
        if (parts.size() != size) {
            throw expected(size + " parts of an argument", text);
        }
        String type = type(parts.get(size - 1));
        return switch (kind) {
            case "param" -> new BoundArgument.Parameter(parameter(parts.get(1), descriptor), type);
            case "call" -> new BoundArgument.Call(name(parts.get(1), "a method name"), type(parts.get(2)), type);
            case "field" -> new BoundArgument.Field(name(parts.get(1), "a field name"), type(parts.get(2)), type);
            case "this" -> new BoundArgument.Receiver(type);
            default -> new BoundArgument.Returned(type);
        };
    }

    private int parameter(String text, String descriptor) throws IndexException {
        int count = Descriptors.parameterCount(descriptor);
        int index = -1;
        try {
            index = Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        if (index < 0 || index >= count) {
            throw expected("a parameter's number below " + count, text);
        }
        return index;
    }

    private String type(String text) throws IndexException {
        if (!Descriptors.isField(text)) {
            throw expected("a type descriptor", text);
        }
        return text;
    }

    private String field(List<String> fields, int number, String what, String text) throws IndexException {
        if (fields.size() <= number || fields.get(number).isEmpty()) {
            throw expected(what + " in field " + (number + 1), text);
        }
        return fields.get(number);
    }

    /** Only what no class file may have in a name is refused: the names are not ours. */
    private String name(String text, String what) throws IndexException {
        boolean dotted = what.contains("class");
        boolean valid = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            valid &= c != ';' && c != '[' && c != '/' && c != '<' && c != '>' && c != ':' && (dotted || c != '.');
        }
        if (!valid) {
            throw expected(what, text);
        }
        return text;
    }

    private IndexException expected(String expected, String found) {
        return new IndexException(source, line, expected, found);
    }

    // Not String.split: its regular expressions cost the start-up more than the reading does.
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }
}
