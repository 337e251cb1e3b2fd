package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The C type of an argument, of those a catalogue may use, with the widths of a 64-bit Linux host.
 *
 * @param spelling the type as the catalogue spells it, such as {@code const char *}
 * @param javaType the Java type of the same width
 * @param unsigned whether the Java value is to be read as unsigned; false for pointers, {@code bool} and {@code char}
 * @param pointer whether the value is an address; false for strings
 */
public record CType(String spelling, JavaType javaType, boolean unsigned, boolean pointer) {

    /** What tracetool allows in a type, in its order; {@code const} and {@code *} come on top. */
    static final List<String> WORDS = List.of(
            "int",
            "long",
            "short",
            "char",
            "bool",
            "unsigned",
            "signed",
            "int8_t",
            "uint8_t",
            "int16_t",
            "uint16_t",
            "int32_t",
            "uint32_t",
            "int64_t",
            "uint64_t",
            "void",
            "size_t",
            "ssize_t",
            "uintptr_t",
            "ptrdiff_t");

    /** Allowed by QEMU 2.12 only. */
    private static final Set<String> OLD_WORDS = Set.of("float", "double");

    /**
     * Reads a type.
     *
     * @param spelling C text without the argument's name
     * @return the type, or nothing where the text is no type a catalogue may use
     */
    public static Optional<CType> of(String spelling) {
        List<String> words = new ArrayList<>();
        int stars = 0;
        for (String word : spelling.replace("*", " * ").trim().split("\\s+")) {
            if (word.equals("*")) {
                stars++;
            } else if (!word.equals("const")) {
                if (!allowed(word)) {
                    return Optional.empty();
                }
                words.add(word);
            }
        }
        Base base = Base.of(words);
        if (base == null) {
            return Optional.empty();
        }
        if (stars == 0) {
            return base == Base.VOID
                    ? Optional.empty()
                    : Optional.of(new CType(spelling, base.javaType, base.unsigned, false));
        }
        boolean text = stars == 1 && base == Base.CHAR;
        return Optional.of(new CType(spelling, text ? JavaType.STRING : JavaType.LONG, false, !text));
    }

    /** Whether tracetool of any version allows the word in a type. */
    static boolean allowed(String word) {
        return WORDS.contains(word) || OLD_WORDS.contains(word);
    }

    /** The bits of a value of this type, after C's integer promotion. */
    int promotedBits() {
        return pointer || javaType == JavaType.LONG ? 64 : 32;
    }

    private enum Base {
        BOOL(JavaType.BOOLEAN, false),
        CHAR(JavaType.BYTE, false),
        INT8(JavaType.BYTE, false),
        UINT8(JavaType.BYTE, true),
        INT16(JavaType.SHORT, false),
        UINT16(JavaType.SHORT, true),
        INT32(JavaType.INT, false),
        UINT32(JavaType.INT, true),
        INT64(JavaType.LONG, false),
        UINT64(JavaType.LONG, true),
        FLOAT(JavaType.FLOAT, false),
        DOUBLE(JavaType.DOUBLE, false),
        VOID(JavaType.LONG, false);

        private final JavaType javaType;
        private final boolean unsigned;

        Base(JavaType javaType, boolean unsigned) {
            this.javaType = javaType;
            this.unsigned = unsigned;
        }

        static Base of(List<String> words) {
            return words.size() == 1 ? ofWord(words.get(0)) : ofIntegerWords(words);
        }

        private static Base ofWord(String word) {
            return switch (word) {
                case "bool" -> BOOL;
                case "char" -> CHAR;
                case "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t", "int64_t", "uint64_t" ->
                    valueOf(word.substring(0, word.length() - 2).toUpperCase(Locale.ROOT));
                case "size_t", "uintptr_t" -> UINT64;
                case "ssize_t", "ptrdiff_t" -> INT64;
                case "float" -> FLOAT;
                case "double" -> DOUBLE;
                case "void" -> VOID;
                default -> ofIntegerWords(List.of(word));
            };
        }

        /** C lets {@code unsigned long int} be written in any order. */
        private static Base ofIntegerWords(List<String> words) {
            List<String> rest = new ArrayList<>(words);
            boolean unsigned = rest.remove("unsigned");
            boolean signed = rest.remove("signed");
            if (words.isEmpty() || unsigned && signed) {
                return null;
            }
            if (rest.equals(List.of("char"))) {
                return unsigned ? UINT8 : INT8;
            }
            rest.remove("int");
            if (rest.isEmpty()) {
                return unsigned ? UINT32 : INT32;
            }
            if (rest.equals(List.of("short"))) {
                return unsigned ? UINT16 : INT16;
            }
            if (rest.equals(List.of("long")) || rest.equals(List.of("long", "long"))) {
                return unsigned ? UINT64 : INT64;
            }
            return null;
        }
    }
}
