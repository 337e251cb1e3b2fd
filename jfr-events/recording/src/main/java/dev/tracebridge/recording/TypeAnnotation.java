package dev.tracebridge.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One annotation of an event type, found by its name. What is missing reads as empty: a recording may come from anywhere.
 */
final class TypeAnnotation {

    private static final int ELEMENT_LIMIT = 4096;
    private static final int TEXT_LIMIT = 65_536;

    private final Map<String, String> values;

    private TypeAnnotation(Map<String, String> values) {
        this.values = values;
    }

    static Optional<TypeAnnotation> of(EventTypeDescription type, String annotationName) {
        return Optional.ofNullable(type.annotations().get(annotationName)).map(TypeAnnotation::new);
    }

    String text(String name) {
        String text = values.getOrDefault(name, "");
        return text.length() <= TEXT_LIMIT ? text : "";
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ELEMENT_LIMIT; i++) {
            String text = values.get(name + '-' + i);
            if (text == null) {
                break;
            }
            if (text.length() <= TEXT_LIMIT) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }
}
