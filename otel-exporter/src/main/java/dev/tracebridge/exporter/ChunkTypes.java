package dev.tracebridge.exporter;

import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types of one chunk: a tree of elements with attributes, all of them texts from one table.
 *
 * <p>Immutable once read.
 */
final class ChunkTypes {

    private static final String EVENT = "jdk.jfr.Event";
    private static final int DEPTH_LIMIT = 16;

    private final Map<Long, ChunkType> types = new LinkedHashMap<>();

    private ChunkTypes() {}

    /** How a value is written. */
    enum Form {
        BYTE,
        SHORT,
        CHAR,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        TEXT,
        /** Field by field. */
        FIELDS;

        private static Form of(String type) {
            return switch (type) {
                case "boolean", "byte" -> BYTE;
                case "short" -> SHORT;
                case "char" -> CHAR;
                case "int" -> INT;
                case "long" -> LONG;
                case "float" -> FLOAT;
                case "double" -> DOUBLE;
                case "java.lang.String" -> TEXT;
                default -> FIELDS;
            };
        }
    }

    /** One type. */
    static final class ChunkType {

        private final long id;
        private final String name;
        private final boolean event;
        private final Form form;
        private final List<ChunkField> fields;
        private final List<Annotation> annotations;

        private ChunkType(long id, String name, boolean event, List<ChunkField> fields, List<Annotation> annotations) {
            this.id = id;
            this.name = name;
            this.event = event;
            this.form = Form.of(name);
            this.fields = List.copyOf(fields);
            this.annotations = List.copyOf(annotations);
        }

        long id() {
            return id;
        }

        String name() {
            return name;
        }

        /** Whether it is one of events. */
        boolean event() {
            return event;
        }

        Form form() {
            return form;
        }

        /** In the order of their values. */
        List<ChunkField> fields() {
            return fields;
        }
    }

    /** A field. */
    static final class ChunkField {

        private final String name;
        private final long typeId;
        private final boolean constant;
        private final boolean array;
        private final List<Annotation> annotations;
        private ChunkType type;

        private ChunkField(String name, long typeId, boolean constant, boolean array, List<Annotation> annotations) {
            this.name = name;
            this.typeId = typeId;
            this.constant = constant;
            this.array = array;
            this.annotations = List.copyOf(annotations);
        }

        String name() {
            return name;
        }

        /** Whether its value is the id of a constant. */
        boolean constant() {
            return constant;
        }

        /** Whether it has several values. */
        boolean array() {
            return array;
        }

        ChunkType type() {
            return type;
        }
    }

    private record Annotation(long type, Map<String, String> values) {}

    private record Element(String name, Map<String, String> attributes, List<Element> children) {}

    /** Reads the metadata that the input is at. */
    static ChunkTypes read(ChunkInput in) throws IOException {
        String[] texts = new String[in.readCount()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.readText() instanceof String text ? text : "";
        }
        ChunkTypes types = new ChunkTypes();
        types.declare(element(in, texts, 0));
        types.link();
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
                if (metadata.name().equals("metadata") && type.name().equals("class")) {
                    long id = number(type, "id");
                    types.put(
                            id,
                            new ChunkType(
                                    id,
                                    type.attributes().getOrDefault("name", ""),
                                    EVENT.equals(type.attributes().get("superType")),
                                    fields(type),
                                    annotations(type)));
                }
            }
        }
    }

    private static List<ChunkField> fields(Element type) throws IOException {
        List<ChunkField> fields = new ArrayList<>();
        for (Element field : type.children()) {
            if (field.name().equals("field")) {
                fields.add(new ChunkField(
                        field.attributes().getOrDefault("name", ""),
                        number(field, "class"),
                        field.attributes().containsKey("constantPool"),
                        field.attributes().containsKey("dimension"),
                        annotations(field)));
            }
        }
        return fields;
    }

    private static List<Annotation> annotations(Element of) throws IOException {
        List<Annotation> annotations = new ArrayList<>();
        for (Element annotation : of.children()) {
            if (annotation.name().equals("annotation")) {
                annotations.add(new Annotation(number(annotation, "class"), annotation.attributes()));
            }
        }
        return annotations;
    }

    private static long number(Element element, String attribute) throws IOException {
        String text = element.attributes().get(attribute);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("no number in the metadata: " + element.name() + ' ' + attribute + '=' + text, e);
        }
    }

    private void link() throws IOException {
        for (ChunkType type : types.values()) {
            for (ChunkField field : type.fields) {
                field.type = type(field.typeId);
            }
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

    /** Whether a type says that it is of a tracepoint. */
    boolean isTracepoint(ChunkType type) {
        for (Annotation annotation : type.annotations) {
            if (name(annotation).equals(TracepointType.ANNOTATION)) {
                return true;
            }
        }
        return false;
    }

    private String name(Annotation annotation) {
        ChunkType type = types.get(annotation.type());
        return type == null ? "" : type.name();
    }

    /** Describes a type of events. */
    EventTypeDescription describe(ChunkType type) {
        List<EventTypeDescription.Field> fields = new ArrayList<>();
        for (ChunkField field : type.fields) {
            Set<String> names = new HashSet<>();
            for (Annotation annotation : field.annotations) {
                names.add(name(annotation));
            }
            fields.add(new EventTypeDescription.Field(field.name, field.type.name, field.array, names));
        }
        Map<String, Map<String, String>> annotations = new LinkedHashMap<>();
        for (Annotation annotation : type.annotations) {
            annotations.putIfAbsent(name(annotation), annotation.values());
        }
        return new EventTypeDescription(type.name, fields, annotations);
    }

    /** Passes over a value. */
    static void skip(ChunkInput in, ChunkField field, int depth) throws IOException {
        if (depth > DEPTH_LIMIT) {
            throw new IOException("a value nested more than " + DEPTH_LIMIT + " deep at " + in.eventPlace());
        }
        for (int i = field.array ? in.readCount() : 1; i > 0; i--) {
            if (field.constant) {
                in.readLong();
            } else {
                skip(in, field.type, depth);
            }
        }
    }

    /** Passes over a value. */
    static void skip(ChunkInput in, ChunkType type, int depth) throws IOException {
        switch (type.form) {
            case BYTE -> in.readByte();
            case CHAR, SHORT, INT, LONG -> in.readLong();
            case FLOAT -> in.skip(Float.BYTES);
            case DOUBLE -> in.skip(Double.BYTES);
            case TEXT -> in.skipText();
            case FIELDS -> {
                if (type.fields.isEmpty()) {
                    throw new IOException("a value of type " + type.name + ", which has no fields");
                }
                for (ChunkField field : type.fields) {
                    skip(in, field, depth + 1);
                }
            }
        }
    }
}
