package dev.tracebridge.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.catalogue.JavaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of one generated method, and the locals beside them. */
final class Parameters {

    private final NameAllocator allocator = new NameAllocator();
    private final Map<Argument, String> names = new LinkedHashMap<>();

    private Parameters() {}

    static Parameters of(List<Argument> arguments) {
        Parameters parameters = new Parameters();
        for (Argument argument : arguments) {
            parameters.names.put(argument, parameters.allocator.newName(FieldNames.of(argument.name())));
        }
        return parameters;
    }

    /** Whether a parameter carries the argument. */
    boolean has(Argument argument) {
        return names.containsKey(argument);
    }

    /** The parameter that carries the argument. */
    String name(Argument argument) {
        return names.get(argument);
    }

    /** A local variable that is no parameter. */
    String local(String suggestion) {
        return allocator.newName(suggestion);
    }

    List<ParameterSpec> specs() {
        return names.entrySet().stream()
                .map(e -> ParameterSpec.builder(type(e.getKey().type().javaType()), e.getValue())
                        .build())
                .toList();
    }

    /** The names as the arguments of a call. */
    String call() {
        return String.join(", ", names.values());
    }

    /** One {@code @param} line each. */
    String javadoc() {
        StringBuilder text = new StringBuilder();
        names.forEach((argument, name) -> text.append("@param ")
                .append(name)
                .append(' ')
                .append(Javadoc.code(argument.toString()))
                .append('\n'));
        return text.toString();
    }

    static TypeName type(JavaType type) {
        return switch (type) {
            case BOOLEAN -> TypeName.BOOLEAN;
            case BYTE -> TypeName.BYTE;
            case SHORT -> TypeName.SHORT;
            case INT -> TypeName.INT;
            case LONG -> TypeName.LONG;
            case FLOAT -> TypeName.FLOAT;
            case DOUBLE -> TypeName.DOUBLE;
            case STRING -> ClassName.get(String.class);
        };
    }
}
