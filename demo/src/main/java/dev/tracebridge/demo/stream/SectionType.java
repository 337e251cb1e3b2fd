package dev.tracebridge.demo.stream;

/** The byte that opens each part of a migration stream (QEMU's {@code QEMU_VM_*}). */
public enum SectionType {
    /** The end of the sections; at most the description of the stream follows. */
    EOF(0x00, "EOF"),
    /** The first section of an iterable device. */
    START(0x01, "START"),
    /** A further section of an iterable device. */
    PART(0x02, "PART"),
    /** The last section of an iterable device. */
    END(0x03, "END"),
    /** The one section of a device that is saved at once. */
    FULL(0x04, "FULL"),
    /** Inside a device's state: a part that is there only when it differs from the default. */
    SUBSECTION(0x05, "SUBSECTION"),
    /** The JSON description of all devices' states. */
    DESCRIPTION(0x06, "VMDESCRIPTION"),
    /** The machine and the capabilities the stream depends on. */
    CONFIGURATION(0x07, "CONFIGURATION"),
    /** A command to the destination. */
    COMMAND(0x08, "COMMAND"),
    /** The end of a section, with its id once more. */
    FOOTER(0x7e, "FOOTER");

    private static final SectionType[] BY_CODE = new SectionType[FOOTER.code + 1];

    static {
        for (SectionType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final String text;

    SectionType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The type with this code, or null. */
    public static SectionType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** The name and the code, as errors show it: {@code FULL (0x04)}. */
    @Override
    public String toString() {
        return String.format("%s (0x%02x)", text, code);
    }
}
