package dev.tracebridge.bench.traced;

/** {@link Hello} in an application of many classes. */
public final class Crowded {

    /** How many classes there are but for the one that all are copies of. */
    public static final int CLASSES = 5000;

    private Crowded() {}

    /**
     * The name of a copy.
     *
     * @param number from 1 to {@link #CLASSES}
     */
    public static String name(int number) {
        String digits = Integer.toString(10_000 + number).substring(1);
        return "dev.tracebridge.bench.traced.Crowd".concat(digits);
    }

    /**
     * Loads all classes and says hello, from inside a span.
     *
     * @param arguments not looked at
     * @throws ClassNotFoundException where the copies are missing
     */
    public static void main(String[] arguments) throws ClassNotFoundException {
        for (int i = 1; i <= CLASSES; i++) {
            Class.forName(name(i));
        }
        Hello.main(arguments);
    }
}
