package dev.tracebridge.bench.traced;

import java.util.function.IntUnaryOperator;

/** An application whose catalogue has many tracepoints. */
public final class ManyTracepoints {

    /** The class that hits them, generated with the catalogue. */
    public static final String HITS = "dev.tracebridge.bench.many.Hits";

    private ManyTracepoints() {}

    /**
     * Hits each tracepoint once, and then ten of them over and over. Prints a lap for the first, and one for each time.
     *
     * @param arguments how many events a lap, how many laps
     * @throws ReflectiveOperationException where there is no catalogue
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        IntUnaryOperator hits =
                (IntUnaryOperator) Class.forName(HITS).getDeclaredConstructor().newInstance();
        int times = Integer.parseInt(arguments[0]);
        long begun = EventLap.processorNanos();
        int all = hits.applyAsInt(0);
        EventLap.print(all, EventLap.processorNanos() - begun);
        for (int lap = Integer.parseInt(arguments[1]); lap > 0; lap--) {
            EventLap.settle();
            begun = EventLap.processorNanos();
            int events = hits.applyAsInt(times);
            EventLap.print(events, EventLap.processorNanos() - begun);
        }
    }
}
