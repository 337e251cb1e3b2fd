package dev.tracebridge.recording.chunk;

/** The types a field of an event may have. */
public enum FieldType {
    BOOLEAN("boolean"),
    BYTE("byte"),
    SHORT("short"),
    INT("int"),
    LONG("long"),
    FLOAT("float"),
    DOUBLE("double"),
    STRING("java.lang.String"),
    /** A thread of {@link RecordingWriter#thread}. */
    THREAD("java.lang.Thread");

    private final String typeName;

    FieldType(String typeName) {
        this.typeName = typeName;
    }

    String typeName() {
        return typeName;
    }
}
