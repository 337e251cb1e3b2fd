package dev.tracebridge.bench.traced;

/** The smallest program with a tracepoint. */
public final class Hello {

    private Hello() {}

    /**
     * Says hello, from inside a span.
     *
     * @param arguments not looked at
     */
    public static void main(String[] arguments) {
        // One string, since a first concatenation costs the start more than all that is to be measured.
        System.out.println(Traced.span(1, 2, 3) == 0 ? "Hello, world!" : "Hello?");
    }
}
