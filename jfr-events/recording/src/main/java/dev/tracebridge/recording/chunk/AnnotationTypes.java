package dev.tracebridge.recording.chunk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The annotation types a recording of ours may use: their members, and what readers must know of the annotations themselves. */
final class AnnotationTypes {

    private static final String TEXT = "java.lang.String";
    private static final String FLAG = "boolean";
    static final String TEXTS = TEXT + "[]";

    /** Types whose values have a unit carry {@code jdk.jfr.ContentType}, by which the JDK's tools know them. */
    private static final Set<String> CONTENT_TYPES = Set.of(
            "jdk.jfr.Timestamp",
            "jdk.jfr.Timespan",
            "jdk.jfr.DataAmount",
            "jdk.jfr.MemoryAddress",
            "jdk.jfr.Frequency",
            "jdk.jfr.Percentage",
            "jdk.jfr.Unsigned");

    private static final Map<String, Map<String, String>> MEMBERS = members();

    private AnnotationTypes() {}

    private static Map<String, Map<String, String>> members() {
        Map<String, Map<String, String>> types = new LinkedHashMap<>();
        for (String text : List.of("Label", "Description", "Timestamp", "Timespan", "DataAmount")) {
            types.put("jdk.jfr." + text, Map.of("value", TEXT));
        }
        types.put("jdk.jfr.Category", Map.of("value", TEXTS));
        types.put("jdk.jfr.StackTrace", Map.of("value", FLAG));
        for (String plain : List.of(
                "jdk.jfr.MemoryAddress",
                "jdk.jfr.Frequency",
                "jdk.jfr.Percentage",
                "jdk.jfr.Unsigned",
                "jdk.jfr.Contextual",
                "jdk.jfr.ContentType",
                "jdk.jfr.Relational",
                "dev.tracebridge.SpanId",
                "dev.tracebridge.Derived")) {
            types.put(plain, Map.of());
        }
        types.put(
                "dev.tracebridge.Tracepoint",
                texts("name", "format", "declaration", "group", "catalogue", "hash", "render"));
        Map<String, String> span = texts("name", "role", "shape", "argument", "unit", "instrument");
        for (String list : List.of("key", "ends", "failures", "initial", "terminal", "failed", "chains")) {
            span.put(list, TEXTS);
        }
        types.put("dev.tracebridge.Span", span);
        return types;
    }

    private static Map<String, String> texts(String... names) {
        Map<String, String> members = new LinkedHashMap<>();
        for (String name : names) {
            members.put(name, TEXT);
        }
        return members;
    }

    static Set<String> names() {
        return MEMBERS.keySet();
    }

    /** Members and the names of their types. */
    static Map<String, String> members(String annotation) {
        Map<String, String> members = MEMBERS.get(annotation);
        if (members == null) {
            throw new IllegalArgumentException("no annotation type " + annotation);
        }
        return members;
    }

    /** What the annotation type itself is annotated with. */
    static List<String> annotationsOf(String annotation) {
        if (annotation.equals("dev.tracebridge.SpanId")) {
            return List.of("jdk.jfr.Relational");
        }
        return CONTENT_TYPES.contains(annotation) ? List.of("jdk.jfr.ContentType") : List.of();
    }
}
