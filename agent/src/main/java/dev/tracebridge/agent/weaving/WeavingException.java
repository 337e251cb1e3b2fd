package dev.tracebridge.agent.weaving;

/**
 * A method that cannot be woven as its index says. Never leaves the weaver.
 */
final class WeavingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WeavingException(String message) {
        super(message);
    }
}
