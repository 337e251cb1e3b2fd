package dev.tracebridge.processor.generate;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.tracebridge.catalogue.KeyPart;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/** The methods of one event class that replace values of keys, one for each different map. */
final class KeyMaps {

    private final ClassNames names;
    private final Map<Map<String, String>, MethodSpec> methods = new LinkedHashMap<>();

    KeyMaps(ClassNames names) {
        this.names = names;
    }

    /** The name of the method that maps the part's values. */
    String method(KeyPart part) {
        return methods.computeIfAbsent(part.map(), this::build).name();
    }

    Iterable<MethodSpec> methods() {
        return methods.values();
    }

    private MethodSpec build(Map<String, String> map) {
        CodeBlock.Builder cases = CodeBlock.builder();
        new TreeMap<>(map).forEach((from, to) -> cases.add("case $S -> $S;\n", from, to));
        return MethodSpec.methodBuilder(names.method("mapped"))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(String.class)
                .addParameter(String.class, "value")
                .beginControlFlow("if (value == null)")
                .addStatement("return null")
                .endControlFlow()
                .addCode("return switch (value) {\n$>")
                .addCode(cases.build())
                .addCode("default -> value;\n$<};\n")
                .build();
    }
}
