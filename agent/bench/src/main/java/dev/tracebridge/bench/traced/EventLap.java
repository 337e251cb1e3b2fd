package dev.tracebridge.bench.traced;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the threads that emit events paid for them. It is time of the processor, since the machine may have other things to do, and of these threads
 * alone.
 *
 * @param events emitted
 * @param nanos of the processor that they took the threads that emitted them
 */
public record EventLap(long events, long nanos) {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    // The clock of a process may count hundredths of a second.
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What the current thread has taken of the processor so far. */
    public static long processorNanos() {
        return Threads.BEAN.getCurrentThreadCpuTime();
    }

    /**
     * Waits until this JVM has nothing to do, a minute at most: the compiler may be busy with what was hot before, the weaver for one, and what a lap runs
     * would stay in its queue, three to four times slower.
     */
    public static void settle() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long busy = Long.MAX_VALUE;
        while (busy > IDLE_NANOS && System.nanoTime() - end < 0) {
            long before = Threads.SYSTEM.getProcessCpuTime();
            LockSupport.parkNanos(LOOK_NANOS);
            busy = Threads.SYSTEM.getProcessCpuTime() - before;
        }
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
        private static final OperatingSystemMXBean SYSTEM =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }
}
