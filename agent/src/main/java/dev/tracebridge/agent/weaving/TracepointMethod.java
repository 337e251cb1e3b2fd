package dev.tracebridge.agent.weaving;

import java.util.List;

/**
 * One method to weave: a line {@code method} of an index.
 *
 * @param span true for {@code span}, false for {@code instant}
 * @param name the method's name, {@code <init>} for a constructor
 * @param descriptor the method's JVM descriptor
 * @param eventClass the event class's internal name
 * @param arguments what its {@code emit} or {@code start} takes
 * @param endArguments what its {@code end} takes after the event; empty for an instant
 */
record TracepointMethod(
        boolean span,
        String name,
        String descriptor,
        String eventClass,
        List<BoundArgument> arguments,
        List<BoundArgument> endArguments) {

    TracepointMethod {
        arguments = List.copyOf(arguments);
        endArguments = List.copyOf(endArguments);
    }

    /** What tells the method from others of its class. */
    String key() {
        return name + descriptor;
    }

    boolean isConstructor() {
        return name.equals("<init>");
    }

    /** Whether the end takes a parameter, whose value at entry must then be kept. */
    boolean readsParametersAtExit() {
        for (BoundArgument argument : span ? endArguments : arguments) {
            if (argument instanceof BoundArgument.Parameter) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return name + descriptor;
    }
}
