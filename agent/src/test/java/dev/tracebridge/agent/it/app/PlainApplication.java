package dev.tracebridge.agent.it.app;

/** Needs nothing but java.base. */
public final class PlainApplication {

    private PlainApplication() {}

    public static void main(String[] arguments) {
        System.out.println("plain");
        System.exit(5);
    }
}
