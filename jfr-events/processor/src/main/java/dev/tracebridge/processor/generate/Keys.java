package dev.tracebridge.processor.generate;

import com.palantir.javapoet.CodeBlock;
import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.KeyPart;
import java.util.Arrays;
import java.util.List;

/** Keys as Java expressions: what {@link KeyPart#apply} does at run time, spelled out for the argument's type. */
final class Keys {

    private Keys() {}

    /** An object that equals the other end's: null, a {@link Long}, a {@link String}, or a list of these. */
    static CodeBlock of(List<KeyPart> parts, Parameters parameters, KeyMaps maps) {
        List<CodeBlock> values =
                parts.stream().map(part -> part(part, parameters, maps)).toList();
        return switch (values.size()) {
            case 0 -> CodeBlock.of("null");
            case 1 -> values.get(0);
            // Unlike List.of, this may hold null.
            default -> CodeBlock.of("$T.asList($L)", Arrays.class, CodeBlock.join(values, ", "));
        };
    }

    private static CodeBlock part(KeyPart part, Parameters parameters, KeyMaps maps) {
        CodeBlock value = value(part, CodeBlock.of("$N", parameters.name(part.argument())));
        return part.map().isEmpty() ? value : CodeBlock.of("$N($L)", maps.method(part), text(part, value));
    }

    private static CodeBlock value(KeyPart part, CodeBlock argument) {
        CType type = part.argument().type();
        boolean signed = !type.unsigned() && !type.pointer();
        CodeBlock value = switch (type.javaType()) {
            case STRING -> argument;
            case BOOLEAN -> CodeBlock.of("($L ? 1L : 0L)", argument);
            case BYTE -> widened("Byte", argument, type);
            case SHORT -> widened("Short", argument, type);
            case INT -> widened("Integer", argument, type);
            case LONG -> argument;
            case FLOAT, DOUBLE -> CodeBlock.of("(long) $L", argument);
        };
        if (part.align() != 1) {
            value = signed
                    ? CodeBlock.of("$L - Math.floorMod($L, $LL)", value, value, part.align())
                    : CodeBlock.of("$L - Long.remainderUnsigned($L, $LL)", value, value, part.align());
        }
        if (part.divide() != 1) {
            value = CodeBlock.of(
                    signed ? "Math.floorDiv($L, $LL)" : "Long.divideUnsigned($L, $LL)", value, part.divide());
        }
        return value;
    }

    private static CodeBlock widened(String box, CodeBlock argument, CType type) {
        return type.unsigned()
                ? CodeBlock.of("$L.toUnsignedLong($L)", box, argument)
                : CodeBlock.of("(long) $L", argument);
    }

    private static CodeBlock text(KeyPart part, CodeBlock value) {
        CType type = part.argument().type();
        return switch (type.javaType()) {
            case STRING -> value;
            default -> CodeBlock.of(type.unsigned() ? "Long.toUnsignedString($L)" : "Long.toString($L)", value);
        };
    }
}
