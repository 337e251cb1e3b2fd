package dev.tracebridge.agent.weaving;

/**
 * Where the value of one argument of a tracepoint comes from.
 */
sealed interface BoundArgument {

    /** The JVM descriptor of the event method's parameter that takes the value. */
    String type();

    /** A parameter of the woven method, the receiver not counted. */
    record Parameter(int index, String type) implements BoundArgument {}

    /** A method without parameters of the woven class. */
    record Call(String method, String returnType, String type) implements BoundArgument {}

    /** A field of the woven class. */
    record Field(String field, String fieldType, String type) implements BoundArgument {}

    /** What the woven method returns. */
    record Returned(String type) implements BoundArgument {}

    /** The object whose method is woven. */
    record Receiver(String type) implements BoundArgument {}
}
