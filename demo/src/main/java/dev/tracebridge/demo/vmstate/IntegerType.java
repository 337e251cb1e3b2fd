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
    TIMER("timer", 8, true);

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
