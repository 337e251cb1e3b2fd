package dev.tracebridge.recording.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * An event type that a {@link RecordingWriter} writes. Its fields are those every event has ({@code startTime}, {@code duration}, {@code
 * eventThread}) and the ones given, in this order, as the JDK's readers want it.
 */
public final class WrittenType {

    private final String name;
    private final TypeAnnotations annotations;
    private final List<Field> fields = new ArrayList<>();
    /** Given by the writer; the chunk in which it was last used. */
    private int id;

    private int chunk = -1;

    record Field(String name, FieldType type, TypeAnnotations annotations) {}

    /**
     * Describes a type.
     *
     * @param name JFR's name
     * @param annotations label, category and so on
     */
    public WrittenType(String name, TypeAnnotations annotations) {
        this.name = name;
        this.annotations = annotations;
    }

    /**
     * Adds a field; events must give its values in the order of the fields.
     *
     * @param fieldName its name
     * @param type its type
     * @param fieldAnnotations label, unit and so on
     * @return this
     */
    public WrittenType field(String fieldName, FieldType type, TypeAnnotations fieldAnnotations) {
        if (id != 0) {}
        fields.add(new Field(fieldName, type, fieldAnnotations));
        return this;
    }

    String name() {
        return name;
    }

    TypeAnnotations annotations() {
        return annotations;
    }

    List<Field> fields() {
        return fields;
    }

    int id() {
        return id;
    }

    void setId(int newId) {
        id = newId;
    }

    /** Whether this is its first use in that chunk. */
    boolean firstIn(int number) {
        boolean first = chunk != number;
        chunk = number;
        return first;
    }
}
