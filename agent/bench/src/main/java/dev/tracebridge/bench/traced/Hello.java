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
        System.out.println("Hello, " + (Traced.span(1, 2, 3) == 0 ? "world" : "World") + "!");
    }
}
