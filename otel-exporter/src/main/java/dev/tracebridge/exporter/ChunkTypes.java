package dev.tracebridge.exporter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of one chunk, as far as needed to read values: a tree of elements with attributes, all of them texts from one table.
 *
 * <p>Immutable once read.
 */
final class ChunkTypes {

    private static final String EVENT = "jdk.jfr.Event";
    private static final int METADATA_EVENT = 0;
    private static final int DEPTH_LIMIT = 16;

    private final Map<Long, ChunkType> types = new HashMap<>();

    private ChunkTypes() {}

    /**
     * One type.
     *
     * @param event whether it is one of events
     * @param fields in the order of their values
     */
    record ChunkType(long id, String name, boolean event, List<ChunkField> fields) {}

    /**
     * A field.
     *
     * @param type the id of its type
     * @param constant whether its value is the id of a constant
     * @param array whether it has several
     */
    record ChunkField(String name, long type, boolean constant, boolean array) {}

    private record Element(String name, Map<String, String> attributes, List<Element> children) {}

    /**
     * Reads the metadata.
     *
     * @param place where they begin
     */
    static ChunkTypes read(ChunkInput in, long place) throws IOException {
        in.seek(place);
        if (!in.next() || in.readLong() != METADATA_EVENT) {
            throw new IOException("no metadata at " + place);
        }
        // Start, duration, id.
        in.readLong();
        in.readLong();
        in.readLong();
        String[] texts = new String[in.readCount()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.readText() instanceof String text ? text : "";
        }
        ChunkTypes types = new ChunkTypes();
        types.declare(element(in, texts, 0));
        return types;
    }

    private static Element element(ChunkInput in, String[] texts, int depth) throws IOException {
        if (depth > DEPTH_LIMIT) {
            throw new IOException("metadata at " + in.eventPlace() + " nested more than " + DEPTH_LIMIT + " deep");
        }
        String name = text(in, texts);
        Map<String, String> attributes = new HashMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            attributes.put(text(in, texts), text(in, texts));
        }
        List<Element> children = new ArrayList<>();
        for (int i = in.readCount(); i > 0; i--) {
            children.add(element(in, texts, depth + 1));
        }
        return new Element(name, attributes, children);
    }

    private static String text(ChunkInput in, String[] texts) throws IOException {
        long index = in.readLong();
        if (index < 0 || index >= texts.length) {
            throw new IOException("text " + index + " of " + texts.length + " in the metadata at " + in.eventPlace());
        }
        return texts[(int) index];
    }

    private void declare(Element root) throws IOException {
        for (Element metadata : root.children()) {
            for (Element type : metadata.children()) {
                if (!metadata.name().equals("metadata") || !type.name().equals("class")) {
                    continue;
                }
                List<ChunkField> fields = new ArrayList<>();
                for (Element field : type.children()) {
                    if (field.name().equals("field")) {
                        fields.add(new ChunkField(
                                field.attributes().getOrDefault("name", ""),
                                number(field, "class"),
                                field.attributes().containsKey("constantPool"),
                                field.attributes().containsKey("dimension")));
                    }
                }
                long id = number(type, "id");
                String name = type.attributes().getOrDefault("name", "");
                boolean event = EVENT.equals(type.attributes().get("superType"));
                types.put(id, new ChunkType(id, name, event, List.copyOf(fields)));
            }
        }
    }

    private static long number(Element element, String attribute) throws IOException {
        String text = element.attributes().get(attribute);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("no number in the metadata: " + element.name() + ' ' + attribute + '=' + text, e);
        }
    }

    /**
     * Finds a type.
     *
     * @throws IOException where there is none
     */
    ChunkType type(long id) throws IOException {
        ChunkType type = types.get(id);
        if (type == null) {
            throw new IOException("no type " + id + " in the metadata");
        }
        return type;
    }

    /** All types. */
    Collection<ChunkType> all() {
        return Collections.unmodifiableCollection(types.values());
    }

    /** The type of that id, null for none. */
    ChunkType find(long id) {
        return types.get(id);
    }

    /** Passes over a value. */
    void skip(ChunkInput in, ChunkField field, int depth) throws IOException {
        if (depth > DEPTH_LIMIT) {
            throw new IOException("a value nested more than " + DEPTH_LIMIT + " deep at " + in.eventPlace());
        }
        for (int i = field.array() ? in.readCount() : 1; i > 0; i--) {
            if (field.constant()) {
                in.readLong();
            } else {
                skip(in, type(field.type()), depth);
            }
        }
    }

    /** Passes over a value. */
    void skip(ChunkInput in, ChunkType type, int depth) throws IOException {
        switch (type.name()) {
            case "boolean", "byte" -> in.readByte();
            case "char", "short", "int", "long" -> in.readLong();
            case "float" -> in.readBytes(Float.BYTES);
            case "double" -> in.readBytes(Double.BYTES);
            case "java.lang.String" -> in.readText();
            default -> {
                if (type.fields().isEmpty()) {
                    throw new IOException("a value of type " + type.name() + ", which has no fields");
                }
                for (ChunkField field : type.fields()) {
                    skip(in, field, depth + 1);
                }
            }
        }
    }
}
