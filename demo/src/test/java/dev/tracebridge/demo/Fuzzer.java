package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Feeds a reader with damaged inputs for a while. An input that makes it say something new is damaged further. What the
 * reader throws must be what it is documented to throw; what its thread allocates must stay within its limit; and it must
 * come to an end. An input that breaks one of these is left in {@code target/fuzz}.
 */
final class Fuzzer {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 300;
    private static final long MOST_KEPT_BYTES = 64L << 20;

    private final String name;
    private final Reader reader;
    private final Allocation limit;
    private final long seed;
    private final List<byte[]> inputs;
    private final Set<String> said = new HashSet<>();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile byte[] current;
    private volatile long began;
    private volatile AssertionError broken;
    private long keptBytes;
    private long tried;
    private long read;
    private long mostAllocated;

    /** What is fuzzed. */
    @FunctionalInterface
    interface Reader {

        /**
         * Reads an input.
         *
         * @throws IOException if that is documented for such an input; anything else thrown is a fault
         */
        void read(byte[] input) throws Exception;
    }

    /**
     * What a reader's thread may allocate: it grows with what arrives, never with what that promises.
     *
     * @param base bytes for any input
     * @param factor bytes for each byte of it
     */
    record Allocation(long base, int factor) {

        long limit(int length) {
            return base + (long) factor * length;
        }
    }

    Fuzzer(String name, long seed, List<byte[]> seeds, Allocation limit, Reader reader) {
        this.name = name;
        this.seed = seed;
        this.inputs = new ArrayList<>(seeds);
        this.limit = limit;
        this.reader = reader;
    }

    String name() {
        return name;
    }

    /** Reads the inputs as they are, and then damaged ones until time is up. */
    void run(Duration time) throws IOException, InterruptedException {
        Thread worker = new Thread(() -> work(System.nanoTime() + time.toNanos()), "fuzz " + name);
        worker.setDaemon(true);
        began = System.nanoTime();
        worker.start();
        while (worker.isAlive()) {
            worker.join(TimeUnit.SECONDS.toMillis(1));
            if (worker.isAlive() && System.nanoTime() - began > LONGEST.toNanos()) {
                AssertionError hangs = new AssertionError("read for more than " + LONGEST + ": " + leave());
                hangs.setStackTrace(worker.getStackTrace());
                throw hangs;
            }
        }
        System.err.printf(
                "fuzz %s, seed %d: %d inputs, %d of them read whole, %d different refusals, at most %d KiB allocated%n",
                name, seed, tried, read, said.size(), mostAllocated >> 10);
        if (broken != null) {
            throw broken;
        }
        assertThat(read).as("inputs read whole").isPositive();
        assertThat(said).as("refusals").isNotEmpty();
    }

    private void work(long deadline) {
        try {
            for (byte[] input : List.copyOf(inputs)) {
                tryOut(input);
                assertThat(said).as("what is said of an input that is right").isEmpty();
            }
            Mutations mutations = new Mutations(new Random(seed));
            while (System.nanoTime() < deadline) {
                byte[] input = mutations.next(inputs);
                if (tryOut(input) && inputs.size() < MOST_KEPT && keptBytes + input.length < MOST_KEPT_BYTES) {
                    inputs.add(input);
                    keptBytes += input.length;
                }
            }
        } catch (AssertionError e) {
            broken = e;
        } catch (Throwable e) {
            broken = new AssertionError(name + ", seed " + seed + ", input " + tried + ": " + leave(), e);
        }
    }

    /** Reads an input; whether something new came of it. */
    private boolean tryOut(byte[] input) throws Exception {
        current = input;
        began = System.nanoTime();
        tried++;
        long before = threads.getCurrentThreadAllocatedBytes();
        String refusal = null;
        try {
            reader.read(input);
            read++;
        } catch (StreamFormatException e) {
            refusal = e.expected();
            assertThat(e.offset()).as(e.getMessage() + " " + name).isBetween(0L, (long) input.length);
        } catch (IOException e) {
            refusal = String.valueOf(e.getMessage());
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        mostAllocated = Math.max(mostAllocated, allocated);
        if (allocated > limit.limit(input.length)) {
            throw new IllegalStateException(allocated + " bytes allocated for an input of " + input.length
                    + ", where at most " + limit.limit(input.length) + " were expected");
        }
        return refusal != null && said.add(refusal.replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#"));
    }

    /** Leaves the input that is read now in a file, and says where. */
    private String leave() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            Path file = folder.resolve(name + "-" + seed + "-" + tried + ".bin");
            Files.write(file, current);
            return file.toString();
        } catch (IOException e) {
            return "not left: " + e;
        }
    }
}
