package dev.tracebridge.demo.analysis;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;

/** How the values of a type are shown: by its name in the description. */
enum FieldRendering {
    /** {@code true} unless the byte is 0. */
    TRUTH {
        @Override
        void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException {
            json.literal(size > 0 && bytes[offset] != 0 ? "true" : "false");
        }
    },
    /** In hexadecimal; what is negative also in decimal. */
    SIGNED {
        @Override
        void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException {
            BigInteger value = size == 0 ? BigInteger.ZERO : new BigInteger(bytes, offset, size);
            String hex = "0x" + HexFormat.of().formatHex(bytes, offset, offset + size);
            json.string(value.signum() < 0 ? hex + " (" + value + ")" : hex);
        }
    },
    /** In hexadecimal. */
    UNSIGNED {
        @Override
        void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException {
            json.string("0x" + HexFormat.of().formatHex(bytes, offset, offset + size));
        }
    },
    /** A pointer to nothing in an array of pointers. */
    NULL_POINTER {
        @Override
        void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException {
            json.string("nullptr");
        }
    },
    /** Each byte in hexadecimal. */
    BYTES {
        @Override
        void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException {
            json.string(SPACED.formatHex(bytes, offset, offset + size));
        }
    };

    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    /** The {@code equal} types of 8, 16 and 64 bits are unsigned in QEMU; its tool shows them signed, and so does this. */
    private static final Map<String, FieldRendering> BY_TYPE = Map.ofEntries(
            Map.entry("bool", TRUTH),
            Map.entry("int8", SIGNED),
            Map.entry("int16", SIGNED),
            Map.entry("int32", SIGNED),
            Map.entry("int64", SIGNED),
            Map.entry("int32 equal", SIGNED),
            Map.entry("int32 le", SIGNED),
            Map.entry("int64 equal", SIGNED),
            Map.entry("uint8 equal", SIGNED),
            Map.entry("uint16 equal", SIGNED),
            Map.entry("uint8", UNSIGNED),
            Map.entry("uint16", UNSIGNED),
            Map.entry("uint32", UNSIGNED),
            Map.entry("uint64", UNSIGNED),
            Map.entry("uint32 equal", UNSIGNED),
            Map.entry("nullptr", NULL_POINTER));

    /** The rendering of a type; bytes where it has none of its own. */
    static FieldRendering of(String type) {
        return BY_TYPE.getOrDefault(type, BYTES);
    }

    /** Writes one value of {@code size} bytes. */
    abstract void write(byte[] bytes, int offset, int size, IndentedJson json) throws IOException;
}
