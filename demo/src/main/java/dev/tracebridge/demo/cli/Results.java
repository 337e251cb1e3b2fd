package dev.tracebridge.demo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The result of a command: names with values, in the order they were added. For one thread. */
final class Results {

    private final Map<String, Value> values = new LinkedHashMap<>();

    private record Value(Object plain, String text) {}

    /** Adds a number, a truth or a text; {@code unit} follows it where people read it. */
    Results add(String name, Object value, String unit) {
        values.put(name, new Value(value, unit.isEmpty() ? String.valueOf(value) : value + " " + unit));
        return this;
    }

    /** Adds bytes, which people see in binary units. */
    Results addBytes(String name, long bytes) {
        values.put(name, new Value(bytes, ByteCount.text(bytes)));
        return this;
    }

    /** Adds all values of another result. */
    Results addAll(Results other) {
        values.putAll(other.values);
        return this;
    }

    /** Prints one line for each value, or one JSON object. */
    void print(PrintWriter out, boolean json) throws IOException {
        if (json) {
            out.println(json());
        } else {
            for (Map.Entry<String, Value> entry : values.entrySet()) {
                String name = entry.getKey().replace('-', ' ').replace('_', ' ');
                out.printf("%-22s %s%n", name, entry.getValue().text());
            }
        }
        out.flush();
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            for (Map.Entry<String, Value> entry : values.entrySet()) {
                generator.writeFieldName(entry.getKey());
                write(generator, entry.getValue().plain());
            }
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeString(String.valueOf(value));
        }
    }
}
