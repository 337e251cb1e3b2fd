package dev.tracebridge.recording.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the metadata event of a chunk: a tree of elements with attributes, all texts in one table before it, as {@code
 * jdk.jfr.internal.MetadataWriter} does.
 */
final class MetadataWriter {

    /** Ids of types that no event has; those of events follow after the annotations. */
    static final int STRING = 20;

    static final int THREAD = 21;
    static final int THREAD_GROUP = 22;
    private static final int FIRST_ANNOTATION = 30;
    static final int FIRST_EVENT = 100;

    private static final List<String> PRIMITIVES =
            List.of("boolean", "byte", "short", "char", "int", "long", "float", "double");
    private static final Map<String, Integer> IDS = ids();

    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final ChunkBytes tree = new ChunkBytes(1 << 14);

    private record Element(String name, Map<String, String> attributes, List<Element> children) {

        Element(String name, String... attributes) {
            this(name, new LinkedHashMap<>(), new ArrayList<>());
            for (int i = 0; i < attributes.length; i += 2) {
                this.attributes.put(attributes[i], attributes[i + 1]);
            }
        }

        Element add(Element child) {
            children.add(child);
            return child;
        }
    }

    private static Map<String, Integer> ids() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        int next = 4;
        for (String primitive : PRIMITIVES) {
            ids.put(primitive, next++);
        }
        ids.put("java.lang.String", STRING);
        ids.put("java.lang.Thread", THREAD);
        ids.put("java.lang.ThreadGroup", THREAD_GROUP);
        next = FIRST_ANNOTATION;
        for (String annotation : AnnotationTypes.names()) {
            ids.put(annotation, next++);
        }
        return Map.copyOf(ids);
    }

    /**
     * Writes the event: its size, type 0, time, duration, number, then texts and tree.
     *
     * @param number another one in each chunk, since a reader who knows the number does not read on
     */
    static void write(ChunkBytes out, long ticks, int number, List<WrittenType> events) {
        MetadataWriter writer = new MetadataWriter();
        writer.element(root(events));
        int position = out.beginSized();
        out.number(0);
        out.number(ticks);
        out.number(0);
        out.number(number);
        out.number(writer.texts.size());
        writer.texts.keySet().forEach(text -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.text(utf8, 0, utf8.length);
        });
        out.raw(writer.tree);
        out.endSized(position);
    }

    private void element(Element element) {
        tree.number(text(element.name));
        tree.number(element.attributes.size());
        element.attributes.forEach((key, value) -> {
            tree.number(text(key));
            tree.number(text(value));
        });
        tree.number(element.children.size());
        element.children.forEach(this::element);
    }

    private int text(String text) {
        return texts.computeIfAbsent(text, t -> texts.size());
    }

    private static Element root(List<WrittenType> events) {
        Element root = new Element("root");
        Element metadata = root.add(new Element("metadata"));
        PRIMITIVES.forEach(primitive -> metadata.add(type(primitive, "")));
        metadata.add(type("java.lang.String", ""));
        Element thread = metadata.add(type("java.lang.Thread", ""));
        for (String field : List.of("osName:java.lang.String", "osThreadId:long", "javaName:java.lang.String")) {
            thread.add(field(field));
        }
        thread.add(field("javaThreadId:long"));
        Element group = field("group:java.lang.ThreadGroup");
        group.attributes.put("constantPool", "true");
        thread.add(group);
        Element threadGroup = metadata.add(type("java.lang.ThreadGroup", ""));
        Element parent = field("parent:java.lang.ThreadGroup");
        parent.attributes.put("constantPool", "true");
        threadGroup.add(parent);
        threadGroup.add(field("name:java.lang.String"));
        AnnotationTypes.names().forEach(annotation -> metadata.add(annotationType(annotation)));
        events.forEach(event -> metadata.add(eventType(event)));
        root.add(new Element("region", "locale", "en_US", "gmtOffset", "0"));
        return root;
    }

    private static Element type(String name, String superType) {
        Element type = new Element("class", "name", name, "id", IDS.get(name).toString());
        if (!superType.isEmpty()) {
            type.attributes.put("superType", superType);
        }
        return type;
    }

    private static Element field(String nameAndType) {
        int colon = nameAndType.indexOf(':');
        String typeName = nameAndType.substring(colon + 1);
        return new Element(
                "field",
                "name",
                nameAndType.substring(0, colon),
                "class",
                IDS.get(typeName).toString());
    }

    private static Element annotationType(String name) {
        Element type = type(name, "java.lang.annotation.Annotation");
        AnnotationTypes.annotationsOf(name).forEach(of -> type.add(annotation(of, Map.of())));
        AnnotationTypes.members(name).forEach((member, memberType) -> {
            boolean list = memberType.equals(AnnotationTypes.TEXTS);
            Element field = field(member + ":" + memberType.replace("[]", ""));
            if (list) {
                field.attributes.put("dimension", "1");
            }
            type.add(field);
        });
        return type;
    }

    private static Element eventType(WrittenType event) {
        Element type = new Element(
                "class", "name", event.name(), "id", Integer.toString(event.id()), "superType", "jdk.jfr.Event");
        addAnnotations(type, event.annotations());
        Element start = type.add(field("startTime:long"));
        addAnnotations(
                start, new TypeAnnotations().with("jdk.jfr.Label", "Start Time").with("jdk.jfr.Timestamp", "TICKS"));
        Element duration = type.add(field("duration:long"));
        addAnnotations(
                duration,
                new TypeAnnotations().with("jdk.jfr.Label", "Duration").with("jdk.jfr.Timespan", "TICKS"));
        Element thread = type.add(field("eventThread:java.lang.Thread"));
        thread.attributes.put("constantPool", "true");
        addAnnotations(
                thread,
                new TypeAnnotations()
                        .with("jdk.jfr.Label", "Event Thread")
                        .with("jdk.jfr.Description", "Thread in which event was committed in"));
        for (WrittenType.Field declared : event.fields()) {
            Element field =
                    type.add(field(declared.name() + ":" + declared.type().typeName()));
            if (declared.type() == FieldType.THREAD) {
                field.attributes.put("constantPool", "true");
            }
            addAnnotations(field, declared.annotations());
        }
        return type;
    }

    private static void addAnnotations(Element element, TypeAnnotations annotations) {
        annotations.all().forEach(a -> element.add(annotation(a.type(), a.values())));
    }

    private static Element annotation(String type, Map<String, Object> values) {
        Element annotation = new Element("annotation", "class", IDS.get(type).toString());
        AnnotationTypes.members(type).forEach((member, memberType) -> {
            Object value = values.get(member);
            if (value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    annotation.attributes.put(member + "-" + i, list.get(i).toString());
                }
            } else if (!memberType.equals(AnnotationTypes.TEXTS)) {
                annotation.attributes.put(member, value == null ? "" : value.toString());
            }
        });
        return annotation;
    }
}
