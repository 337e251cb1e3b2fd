package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;

/** The number types of device state, by the names QEMU gives them. */
enum IntegerType {
    BOOL("bool", 1, false),
    INT8("int8", 1, true),
    INT16("int16", 2, true),
    INT32("int32", 4, true),
    INT64("int64", 8, true),
    UINT8("uint8", 1, false),
    UINT16("uint16", 2, false),
    UINT32("uint32", 4, false),
    UINT64("uint64", 8, false),
    /** Expiry in nanoseconds of the virtual clock; all ones when not armed. */
    TIMER("timer", 8, true),
    UINT8_EQUAL("uint8 equal", 1, false),
    UINT16_EQUAL("uint16 equal", 2, false),
    UINT32_EQUAL("uint32 equal", 4, false),
    INT32_EQUAL("int32 equal", 4, true),
    /** Unsigned, whatever QEMU calls it. */
    INT64_EQUAL("int64 equal", 8, false),
    INT32_LE("int32 le", 4, true),
    /** The bits of a floating-point number. */
    DOUBLE("CPU_Double_U", 8, false);

    private final String text;
    private final int size;
    private final boolean signed;

    IntegerType(String text, int size, boolean signed) {
        this.text = text;
        this.size = size;
        this.signed = signed;
    }

    /** The name in the description. */
    String text() {
        return text;
    }

    /** What is wrong with a value where the device has {@code own}: null, or what would be right. */
    String objection(long value, long own) {
        return switch (this) {
            case BOOL -> value <= 1 ? null : "0 or 1";
            case UINT8_EQUAL, UINT16_EQUAL, UINT32_EQUAL, INT32_EQUAL, INT64_EQUAL ->
                value == own ? null : own + " as here";
            case INT32_LE -> value <= own && value >= 0 ? null : "0 to " + own;
            default -> null;
        };
    }

    void write(StreamOutput output, long value) throws IOException {
        switch (size) {
            case 1 -> output.u8((int) value);
            case 2 -> output.u16((int) value);
            case 4 -> output.u32((int) value);
            default -> output.u64(value);
        }
    }

    long read(StreamInput input, String what) throws IOException {
        return switch (size) {
            case 1 -> signed ? (byte) input.u8(what) : input.u8(what);
            case 2 -> signed ? (short) input.u16(what) : input.u16(what);
            case 4 -> signed ? input.i32(what) : input.u32(what);
            default -> input.u64(what);
        };
    }
}
