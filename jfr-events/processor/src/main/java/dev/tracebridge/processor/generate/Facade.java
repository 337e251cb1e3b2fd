package dev.tracebridge.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** The class with one empty static method for each tracepoint. */
final class Facade {

    /** Methods without parameters that every object has already. */
    private static final Set<String> OF_OBJECT =
            Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private final TraceModel model;
    private final String packageName;
    private final String simpleName;

    Facade(TraceModel model, String packageName) {
        this.model = model;
        this.packageName = packageName;
        this.simpleName = simpleName(model.sidecar().namespace());
    }

    /** {@code MigrationTrace} of the namespace {@code qemu.migration}. */
    static String simpleName(String namespace) {
        String last = namespace.substring(namespace.lastIndexOf('.') + 1);
        StringBuilder text = new StringBuilder();
        for (String word : last.split("_")) {
            if (!word.isEmpty()) {
                text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        boolean letter = text.length() > 0 && Character.isJavaIdentifierStart(text.charAt(0));
        return (letter ? "" : "_") + text + "Trace";
    }

    String simpleName() {
        return simpleName;
    }

    TypeSpec build() {
        String facade = Javadoc.escape(model.sidecar().namespace());
        TypeSpec.Builder type = TypeSpec.classBuilder(simpleName)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc("The tracepoints of $L, one method each. Without the agent a call does nothing.\n", facade)
                .addAnnotation(AnnotationSpec.builder(SuppressWarnings.class)
                        .addMember("value", "$S", "exports")
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build());
        model.catalogue().tracepoints().forEach(tracepoint -> type.addMethod(method(tracepoint)));
        return type.build();
    }

    private static MethodSpec method(Tracepoint tracepoint) {
        Parameters parameters = Parameters.of(tracepoint.arguments());
        return MethodSpec.methodBuilder(methodName(tracepoint))
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("$L.\n", Javadoc.code(tracepoint.declaration()))
                .addJavadoc("$L", tracepoint.arguments().isEmpty() ? "" : "\n" + parameters.javadoc())
                .addAnnotation(AnnotationSpec.builder(ApiNames.TRACEPOINT)
                        .addMember("value", "$S", tracepoint.name())
                        .build())
                .addParameters(parameters.specs())
                .build();
    }

    private static String methodName(Tracepoint tracepoint) {
        return OF_OBJECT.contains(tracepoint.name()) ? tracepoint.name() + "_" : tracepoint.name();
    }

    /** The methods as the index lists them. */
    TracepointIndex.ClassEntry index() {
        return new TracepointIndex.ClassEntry(
                packageName + "." + simpleName,
                model.catalogue().tracepoints().stream().map(this::indexed).toList());
    }

    private TracepointIndex.MethodEntry indexed(Tracepoint tracepoint) {
        List<Argument> arguments = EventParameters.emit(tracepoint);
        StringBuilder descriptor = new StringBuilder("(");
        List<TracepointIndex.BoundArgument> bound = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String type = EventParameters.descriptor(arguments.get(i));
            descriptor.append(type);
            bound.add(new TracepointIndex.Parameter(i, type));
        }
        EventModel event = model.event(tracepoint.name()).orElseThrow();
        return new TracepointIndex.MethodEntry(
                false,
                methodName(tracepoint),
                descriptor.append(")V").toString(),
                packageName + "." + event.className(),
                bound,
                List.of());
    }
}
