package dev.tracebridge.bench.traced;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What the threads that emit events paid for them. It is time of the processor, since the machine may have other things to do, and of these threads
 * alone.
 *
 * @param events emitted
 * @param nanos of the processor that they took the threads that emitted them
 */
public record EventLap(long events, long nanos) {

    /** What the current thread has taken of the processor so far. */
    public static long processorNanos() {
        return Threads.BEAN.getCurrentThreadCpuTime();
    }

    /** Prints a lap. */
    public static void print(long events, long nanos) {
        System.out.println(events + " " + nanos);
    }

    /** Reads back what {@link #print} wrote. */
    public static EventLap parse(String line) {
        int space = line.indexOf(' ');
        return new EventLap(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    /** Nanoseconds of one event. */
    public double perEvent() {
        return (double) nanos / events;
    }

    private static final class Threads {

        private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();
    }
}
