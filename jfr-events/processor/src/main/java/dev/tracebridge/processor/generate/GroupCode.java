package dev.tracebridge.processor.generate;

import com.palantir.javapoet.CodeBlock;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.StateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Expressions of state machines and chains of checkpoints. */
final class GroupCode {

    /** What is done with a fresh event. */
    interface Step {
        CodeBlock with(String event);
    }

    private GroupCode() {}

    static CodeBlock machine(EventModel event, StateRule rule) {
        return CodeBlock.of(
                "$T.of($>$>\n$S,\n$L,\n$L$<$<)",
                ApiNames.STATE_MACHINE,
                event.name(),
                set(rule.initial()),
                set(rule.terminal()));
    }

    static CodeBlock chains(PhaseRule rule) {
        List<CodeBlock> triples = new ArrayList<>();
        for (PhaseRule.Chain chain : rule.chains()) {
            triples.add(CodeBlock.of("$S, $S, $S", chain.name(), chain.first(), chain.last()));
        }
        return CodeBlock.of("$T.of($>$>\n$L$<$<)", ApiNames.PHASE_CHAINS, CodeBlock.join(triples, ",\n"));
    }

    /** @param receiver the parameter that carries the object whose method it is, empty for none */
    static Step enter(StateRule rule, ClassNames names, Parameters parameters, Optional<String> receiver) {
        CodeBlock state = text(rule.argument(), parameters);
        CodeBlock key = Keys.of(plain(rule.key()), parameters, new KeyMaps(names));
        CodeBlock last = receiver.map(r -> CodeBlock.of("$L, $N", key, r)).orElse(key);
        return event -> CodeBlock.of("$N.enter($N, $L, $L)", names.machine(), event, state, last);
    }

    static Step reach(PhaseRule rule, ClassNames names, Parameters parameters) {
        CodeBlock checkpoint = text(rule.argument(), parameters);
        return event -> CodeBlock.of("$N.reach($N, $L)", names.chains(), event, checkpoint);
    }

    /** A machine's keys come from one tracepoint only, so there is no other spelling to map to. */
    private static List<KeyPart> plain(List<KeyPart> parts) {
        return parts.stream()
                .map(part -> new KeyPart(part.argument(), part.align(), part.divide(), Map.of()))
                .toList();
    }

    /** States and checkpoints are text; a number is printed in decimal, as the sidecar writes it. */
    private static CodeBlock text(Argument argument, Parameters parameters) {
        CodeBlock value = CodeBlock.of("$N", parameters.name(argument));
        CType type = argument.type();
        return switch (type.javaType()) {
            case STRING -> value;
            case BYTE -> type.unsigned() ? CodeBlock.of("String.valueOf($L & 0xff)", value) : string(value);
            case SHORT -> type.unsigned() ? CodeBlock.of("String.valueOf($L & 0xffff)", value) : string(value);
            case INT -> type.unsigned() ? CodeBlock.of("Integer.toUnsignedString($L)", value) : string(value);
            case LONG -> type.unsigned() ? CodeBlock.of("Long.toUnsignedString($L)", value) : string(value);
            case BOOLEAN, FLOAT, DOUBLE -> string(value);
        };
    }

    private static CodeBlock string(CodeBlock value) {
        return CodeBlock.of("String.valueOf($L)", value);
    }

    private static CodeBlock set(List<String> values) {
        List<CodeBlock> literals =
                values.stream().distinct().map(v -> CodeBlock.of("$S", v)).toList();
        return CodeBlock.of("$T.of($L)", Set.class, CodeBlock.join(literals, ", "));
    }
}
