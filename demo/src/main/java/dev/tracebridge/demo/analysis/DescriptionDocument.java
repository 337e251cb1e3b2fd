package dev.tracebridge.demo.analysis;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The description of a stream as {@code analyze-migration.py -d desc} prints it: the same JSON, indented; of a name that
 * stands twice in an object the last value counts, in the place of the first.
 */
public final class DescriptionDocument {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNameLength(256)
                    .maxStringLength(4096)
                    .maxNumberLength(20)
                    .maxTokenCount(8_000_000)
                    .build())
            .build();

    /** A number, a truth or null, as it stands in the text. */
    private record Literal(String text) {}

    private DescriptionDocument() {}

    /**
     * Writes a description and ends its last line.
     *
     * @param offset where it begins in the stream, for errors
     * @throws StreamFormatException if it is no JSON
     */
    public static void write(byte[] description, long offset, Appendable out) throws IOException {
        Object value;
        try (JsonParser parser = JSON.createParser(description)) {
            value = value(parser, parser.nextToken());
        } catch (JacksonException e) {
            throw new StreamFormatException(offset, "JSON within its limits", e.getOriginalMessage());
        }
        write(value, new IndentedJson(out));
        out.append('\n');
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                object.put(name, value(parser, parser.nextToken()));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                list.add(value(parser, next));
            }
            return list;
        }
        String text = parser.getText();
        return token == JsonToken.VALUE_STRING ? text : new Literal(text);
    }

    private static void write(Object value, IndentedJson json) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.beginObject();
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                json.name((String) entry.getKey());
                write(entry.getValue(), json);
            }
            json.end();
        } else if (value instanceof List<?> list) {
            json.beginList();
            for (Object element : list) {
                write(element, json);
            }
            json.end();
        } else if (value instanceof Literal literal) {
            json.literal(literal.text());
        } else {
            json.string((String) value);
        }
    }
}
