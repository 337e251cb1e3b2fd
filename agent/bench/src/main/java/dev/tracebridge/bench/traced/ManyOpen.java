package dev.tracebridge.bench.traced;

/** Many spans that are open at the same time. */
public final class ManyOpen {

    /** One inside the other, on one thread. */
    public static final String NESTED = "nested";

    /** Beside each other, told apart by a key. */
    public static final String KEYED = "keyed";

    // Room for a million frames of a method that is not compiled yet.
    private static final long STACK_BYTES = 1L << 30;

    private ManyOpen() {}

    /**
     * Opens so many spans and closes them, again and again. Prints a lap for each time.
     *
     * @param arguments {@link #NESTED} or {@link #KEYED}, how many are open at once, how many in all at least, how many times
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        boolean nested = arguments[0].equals(NESTED);
        long open = Long.parseLong(arguments[1]);
        long rounds = Math.max(1, Long.parseLong(arguments[2]) / open);
        int laps = Integer.parseInt(arguments[3]);
        Thread thread = new Thread(
                null,
                () -> {
                    for (int lap = 0; lap < laps; lap++) {
                        long begun = EventLap.processorNanos();
                        long spans = 0;
                        for (long round = 0; round < rounds; round++) {
                            spans += nested ? Traced.nested(open) : keyed(open);
                        }
                        EventLap.print(spans, EventLap.processorNanos() - begun);
                    }
                },
                "spans",
                STACK_BYTES);
        thread.start();
        thread.join();
    }

    private static long keyed(long open) {
        for (long page = 0; page < open; page++) {
            BenchTrace.bench_page_start(page);
        }
        // The last first: those that no longer had room are the oldest.
        for (long page = open - 1; page >= 0; page--) {
            BenchTrace.bench_page_end(page);
        }
        return open;
    }
}
