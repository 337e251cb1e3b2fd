package dev.tracebridge.demo.vmstate;

/** A device was given a state it cannot be in. */
public final class StateMismatchException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;

    /** Says what the device could have taken and what it was given. */
    public StateMismatchException(String expected, String found) {
        super("expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    String expected() {
        return expected;
    }

    String found() {
        return found;
    }
}
