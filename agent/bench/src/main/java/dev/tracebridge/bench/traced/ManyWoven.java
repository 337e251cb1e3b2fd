package dev.tracebridge.bench.traced;

import java.util.function.LongUnaryOperator;

/** An application of many classes, each with a tracepoint. */
public final class ManyWoven {

    private static final int HIT = 10;

    private ManyWoven() {}

    /**
     * The name of a copy.
     *
     * @param number from 1 to 99,999
     */
    public static String name(int number) {
        return "dev.tracebridge.bench.traced.Woven"
                .concat(Integer.toString(100_000 + number).substring(1));
    }

    /**
     * Loads classes, hits the tracepoint of each, and then those of the first ten over and over. Prints a lap for the first two and one for each time.
     *
     * @param arguments how many classes, how many events a lap, how many laps
     * @throws ReflectiveOperationException where a copy is missing
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        int classes = Integer.parseInt(arguments[0]);
        LongUnaryOperator[] first = new LongUnaryOperator[HIT];
        long begun = EventLap.processorNanos();
        long sum = 0;
        for (int i = 1; i <= classes; i++) {
            LongUnaryOperator one = (LongUnaryOperator)
                    Class.forName(name(i)).getDeclaredConstructor().newInstance();
            first[i % HIT] = one;
            sum += one.applyAsLong(i);
        }
        EventLap.print(classes, EventLap.processorNanos() - begun);
        int events = Integer.parseInt(arguments[1]) / HIT * HIT;
        for (int lap = Integer.parseInt(arguments[2]); lap > 0; lap--) {
            EventLap.settle();
            begun = EventLap.processorNanos();
            for (int i = 0; i < events; i++) {
                sum += first[i % HIT].applyAsLong(i);
            }
            EventLap.print(events, EventLap.processorNanos() - begun);
        }
        System.err.println(sum);
    }
}
