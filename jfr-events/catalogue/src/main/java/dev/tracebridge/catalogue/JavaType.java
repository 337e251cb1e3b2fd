package dev.tracebridge.catalogue;

/** The Java type that carries an argument of a tracepoint. */
public enum JavaType {
    BOOLEAN("boolean", 1),
    BYTE("byte", 8),
    SHORT("short", 16),
    INT("int", 32),
    LONG("long", 64),
    /** Only for catalogues older than QEMU 3.0. */
    FLOAT("float", 32),
    /** Only for catalogues older than QEMU 3.0. */
    DOUBLE("double", 64),
    STRING("java.lang.String", 0);

    private final String javaName;
    private final int bits;

    JavaType(String javaName, int bits) {
        this.javaName = javaName;
        this.bits = bits;
    }

    /** The type as Java source spells it: {@code int}, {@code java.lang.String}. */
    public String javaName() {
        return javaName;
    }

    /** Width in bits; 1 for {@code boolean}, 0 for strings. */
    public int bits() {
        return bits;
    }

    /** Whether a whole number is carried; {@code boolean} is none. */
    public boolean integer() {
        return this == BYTE || this == SHORT || this == INT || this == LONG;
    }

    /** Whether a floating-point number is carried. */
    public boolean floating() {
        return this == FLOAT || this == DOUBLE;
    }
}
