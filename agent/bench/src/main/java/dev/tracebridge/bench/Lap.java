package dev.tracebridge.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * One of several runs of the same work in one JVM, which begins cold.
 *
 * @param counts what the work counted
 * @param seconds it took
 * @param processorSeconds it took of all processors together, the compiler and the garbage collector included
 */
record Lap(List<Long> counts, double seconds, double processorSeconds) {

    /** Work to be measured. */
    interface Work {

        /** Does it, and counts. */
        List<Long> run() throws IOException;
    }

    /** Does the work several times and prints a line for each. */
    static void repeat(int times, Work work) throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int i = 0; i < times; i++) {
            long processor = system.getProcessCpuTime();
            long started = System.nanoTime();
            List<Long> counts = work.run();
            long nanos = System.nanoTime() - started;
            StringBuilder line = new StringBuilder();
            counts.forEach(count -> line.append(count).append(' '));
            System.out.println(
                    line.append(nanos / 1e9).append(' ').append((system.getProcessCpuTime() - processor) / 1e9));
        }
    }

    /** Reads back what {@link #repeat} printed. */
    static List<Lap> parse(String output) {
        return output.lines().map(Lap::parseLine).toList();
    }

    private static Lap parseLine(String line) {
        String[] words = line.split(" ");
        int counts = words.length - 2;
        return new Lap(
                java.util.Arrays.stream(words, 0, counts).map(Long::valueOf).toList(),
                Double.parseDouble(words[counts]),
                Double.parseDouble(words[counts + 1]));
    }

    /** The last one: by then the code is compiled. */
    static Lap last(List<Lap> laps) {
        return laps.get(laps.size() - 1);
    }

    /** Some laps as one: what was counted, and the time, of all together. */
    static Lap total(List<Lap> laps) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < laps.get(0).counts.size(); i++) {
            int index = i;
            counts.add(laps.stream().mapToLong(lap -> lap.counts.get(index)).sum());
        }
        return new Lap(
                counts,
                laps.stream().mapToDouble(Lap::seconds).sum(),
                laps.stream().mapToDouble(Lap::processorSeconds).sum());
    }
}
