package dev.tracebridge.processor.generate;

import com.palantir.javapoet.NameAllocator;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.LinkedHashSet;
import java.util.Set;

/** Names of an event class's static members, none of them a field's or a parameter's. */
final class ClassNames {

    private final NameAllocator allocator = new NameAllocator();
    private final String probe;
    private final String table;
    private final String machine;
    private final String chains;

    ClassNames(EventModel event) {
        Set<String> taken = new LinkedHashSet<>();
        event.fields().stream().map(EventField::fieldName).forEach(taken::add);
        addArguments(taken, event.tracepoint());
        for (SpanPoint end : SpanMethods.closing(event)) {
            addArguments(taken, end.tracepoint());
        }
        taken.forEach(allocator::newName);
        probe = allocator.newName("PROBE");
        table = allocator.newName("TABLE");
        machine = allocator.newName("MACHINE");
        chains = allocator.newName("CHAINS");
    }

    private static void addArguments(Set<String> taken, Tracepoint tracepoint) {
        tracepoint.arguments().stream().map(Argument::name).map(FieldNames::of).forEach(taken::add);
    }

    /** The instance that tells whether the event is enabled. */
    String probe() {
        return probe;
    }

    /** The open spans that may end on another thread. */
    String table() {
        return table;
    }

    /** The state machine. */
    String machine() {
        return machine;
    }

    /** The chains of checkpoints. */
    String chains() {
        return chains;
    }

    /** A further method. */
    String method(String suggestion) {
        return allocator.newName(suggestion);
    }
}
