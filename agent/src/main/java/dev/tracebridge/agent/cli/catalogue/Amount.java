package dev.tracebridge.agent.cli.catalogue;

/** Numbers of things, in words. */
final class Amount {

    private Amount() {}

    /** {@code 1 group}, {@code 2 groups}. */
    static String of(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
