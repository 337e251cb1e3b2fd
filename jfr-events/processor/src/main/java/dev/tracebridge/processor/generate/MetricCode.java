package dev.tracebridge.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.MetricRule;
import dev.tracebridge.catalogue.TraceModel;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** What a tracepoint counts without an event for each hit. */
final class MetricCode {

    private final TraceModel model;
    private final EventModel event;
    private final Map<MetricRule, String> names = new LinkedHashMap<>();

    MetricCode(TraceModel model, EventModel event, ClassNames classNames) {
        this.model = model;
        this.event = event;
        for (MetricRule rule : event.metrics()) {
            names.put(rule, classNames.method("METRIC"));
        }
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    void addFields(TypeSpec.Builder type) {
        names.forEach((rule, name) -> type.addField(
                FieldSpec.builder(ApiNames.HOT_METRIC, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer(
                                "$T.$L($>$>\n$S,\n$S,\n$S,\n$S,\n$S$<$<)",
                                ApiNames.HOT_METRIC,
                                rule.instrument().word(),
                                metricName(rule),
                                rule.unit(),
                                model.sidecar().namespace(),
                                model.catalogue().hash(),
                                event.tracepoint().declaration())
                        .build()));
    }

    /** The first metric is the tracepoint's own; others tell what they are beside it. */
    private String metricName(MetricRule rule) {
        if (rule.equals(event.metrics().get(0))) {
            return event.name();
        }
        return event.name()
                + '.'
                + rule.argument().map(Argument::name).orElse(rule.instrument().word());
    }

    /** Whether any recording wants the metrics. */
    static CodeBlock enabled() {
        return CodeBlock.of("$T.enabled()", ApiNames.HOT_METRIC);
    }

    /** Counts one hit. */
    void addTo(MethodSpec.Builder emit, Parameters parameters) {
        names.forEach((rule, name) -> emit.addCode(
                rule.instrument() == MetricRule.Instrument.COUNTER
                        ? CodeBlock.of("$N.add();\n", name)
                        : CodeBlock.of("$N.record($L);\n", name, value(rule, parameters))));
    }

    /** Unsigned numbers narrower than a long become the numbers they are. */
    private static CodeBlock value(MetricRule rule, Parameters parameters) {
        Argument argument = rule.argument().orElseThrow();
        String parameter = parameters.name(argument);
        if (!argument.type().unsigned()) {
            return CodeBlock.of("$N", parameter);
        }
        JavaType type = argument.type().javaType();
        return switch (type) {
            case BYTE -> unsigned(Byte.class, parameter);
            case SHORT -> unsigned(Short.class, parameter);
            case INT -> unsigned(Integer.class, parameter);
            default -> CodeBlock.of("$N", parameter);
        };
    }

    private static CodeBlock unsigned(Class<?> box, String parameter) {
        return CodeBlock.of("$T.toUnsignedLong($N)", ClassName.get(box), parameter);
    }
}
