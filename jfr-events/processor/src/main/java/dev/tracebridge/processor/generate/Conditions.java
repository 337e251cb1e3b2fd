package dev.tracebridge.processor.generate;

import com.palantir.javapoet.CodeBlock;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.SpanPoint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sidecar's {@code when} as Java expressions. */
final class Conditions {

    private Conditions() {}

    /** Whether a record of the point's tracepoint counts; nothing where every one does. */
    static Optional<CodeBlock> accepts(SpanPoint point, Parameters parameters) {
        List<CodeBlock> conditions = new ArrayList<>();
        for (Argument argument : point.tracepoint().arguments()) {
            String value = point.when().get(argument.name());
            if (value != null) {
                conditions.add(isEqual(argument, value, parameters.name(argument)));
            }
        }
        return conditions.isEmpty() ? Optional.empty() : Optional.of(CodeBlock.join(conditions, " && "));
    }

    private static CodeBlock isEqual(Argument argument, String value, String name) {
        return switch (argument.type().javaType()) {
            case STRING -> CodeBlock.of("$S.equals($N)", value, name);
            case BOOLEAN -> CodeBlock.of(value.equals("true") ? "$N" : "!$N", name);
            default -> CodeBlock.of("$N == $L", name, literal(argument, value));
        };
    }

    /** The value a {@code when} fixes, in the argument's Java type. */
    static CodeBlock literal(Argument argument, String value) {
        JavaType type = argument.type().javaType();
        return switch (type) {
            case STRING -> CodeBlock.of("$S", value);
            case BOOLEAN -> CodeBlock.of("$L", value.equals("true"));
            case FLOAT, DOUBLE -> CodeBlock.of("$L", new BigDecimal(value));
            case LONG -> CodeBlock.of("$LL", new BigInteger(value).longValue());
            case INT -> CodeBlock.of("$L", new BigInteger(value).intValue());
            case SHORT -> CodeBlock.of("(short) $L", new BigInteger(value).shortValue());
            case BYTE -> CodeBlock.of("(byte) $L", new BigInteger(value).byteValue());
        };
    }
}
