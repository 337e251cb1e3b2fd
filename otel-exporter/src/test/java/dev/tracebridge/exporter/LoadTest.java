package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.PacedJvm.Result;
import dev.tracebridge.exporter.PacedProgram.Exporter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What becomes of many spans, and of the application that emits them. The figures are printed. */
class LoadTest {

    private static final boolean NIGHTLY = Boolean.getBoolean("tracebridge.nightly");

    private static final int OUTAGE_RATE = 10_000;
    private static final int OUTAGE_SECONDS = NIGHTLY ? 60 : 10;
    private static final int BEFORE_SECONDS = 1;
    private static final int AFTER_SECONDS = 2;

    private static final int RATE = 200_000;
    private static final int THREADS = 4;
    private static final int SECONDS = NIGHTLY ? 30 : 3;

    /** Rounds of {@link SpanIds#mix}: some microseconds. */
    private static final int WORK = 1_000;

    private static final double SLOWED_BAR = 0.15;
    private static final int ATTEMPTS = 3;

    private static final Pattern ENDED = Pattern.compile(
            ".*: received (\\d+), exported (\\d+) \\((\\d+) spans\\), dropped (\\d+)(?: \\((.*)\\))?, pending (\\d+)");
    private static final Pattern JFR_LOSS = Pattern.compile("jfr_loss (\\d+)");

    @Test
    void aCollectorThatIsGoneForAWhileGetsEverySpanOnce() throws Exception {
        long millis = TimeUnit.SECONDS.toMillis(BEFORE_SECONDS + OUTAGE_SECONDS + AFTER_SECONDS);
        try (CountingCollector collector = CountingCollector.start();
                PacedJvm ours = PacedJvm.start(Exporter.TRACEBRIDGE, collector.endpoint(), 1, OUTAGE_RATE, millis, 0);
                PacedJvm sdk = PacedJvm.start(Exporter.SDK, collector.endpoint(), 1, OUTAGE_RATE, millis, 0)) {
            pass(BEFORE_SECONDS);
            collector.goAway();
            pass(OUTAGE_SECONDS);
            collector.comeBack();
            Result ourResult = ours.result();
            Result sdkResult = sdk.result();
            sdk.end();
            await(collector, ourResult.emitted());
            String ended = ours.end();

            System.out.printf(
                    Locale.ROOT,
                    "collector gone for %d s under %,d spans/s%n%-34s %9s %9s %7s %9s%n",
                    OUTAGE_SECONDS,
                    OUTAGE_RATE,
                    "",
                    "emitted",
                    "arrived",
                    "twice",
                    "lost");
            print("Tracebridge", collector, Exporter.TRACEBRIDGE, ourResult.emitted());
            print("OpenTelemetry SDK, batch processor", collector, Exporter.SDK, sdkResult.emitted());
            assertThat(collector.arrived(Exporter.TRACEBRIDGE)).isEqualTo(ourResult.emitted());
            assertThat(collector.twice(Exporter.TRACEBRIDGE)).isZero();
            assertThat(ended)
                    .contains("export ended: received " + ourResult.emitted() + ", exported " + ourResult.emitted());
        }
    }

    private static void print(String name, CountingCollector collector, Exporter exporter, long emitted) {
        long arrived = collector.arrived(exporter);
        System.out.printf(
                Locale.ROOT,
                "%-34s %9d %9d %7d %9d%n",
                name,
                emitted,
                arrived,
                collector.twice(exporter),
                emitted - arrived);
    }

    private static void await(CountingCollector collector, long spans) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (collector.arrived(Exporter.TRACEBRIDGE) < spans && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** What is measured takes time: nothing else happens meanwhile that could be waited for. */
    private static void pass(int seconds) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)).isFalse();
    }

    /** Counts hold each time; how much slower the application is depends on what else the machine does, so that the best of some counts. */
    @Test
    void moreThanCanBeExportedIsCountedAndTheApplicationGoesOn() throws Exception {
        double slowed = Double.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && slowed >= 3 * SLOWED_BAR; attempt++) {
            slowed = Math.min(slowed, slowedByMoreThanCanBeExported());
        }
        assertThat(slowed).as("slowed").isLessThan(3 * SLOWED_BAR);
    }

    private static double slowedByMoreThanCanBeExported() throws Exception {
        long millis = TimeUnit.SECONDS.toMillis(SECONDS);
        try (CountingCollector collector = CountingCollector.start();
                PacedJvm without = PacedJvm.start(Exporter.NOBODY, collector.endpoint(), THREADS, RATE, millis, WORK)) {
            Result alone = without.result();
            without.end();
            try (PacedJvm with =
                    PacedJvm.start(Exporter.TRACEBRIDGE, collector.endpoint(), THREADS, RATE, millis, WORK)) {
                Result exporting = with.result();
                long arrivedMeanwhile = collector.arrived(Exporter.TRACEBRIDGE);
                String ended = with.end();

                double fewer = 1 - (double) exporting.emitted() / alone.emitted();
                double processor = (double) exporting.processor() / alone.processor() - 1;
                double clock = (double) exporting.clock() / alone.clock() - 1;
                System.out.printf(
                        Locale.ROOT,
                        "%,d spans/s offered from %d threads for %d s: %,d emitted without exporter, %,d with one: %.2f %% fewer;"
                                + " %,d of them exported meanwhile%n"
                                + "a span with its work took %,d ns of the processor without exporter, %,d ns with one: %+.1f %% (bar 15 %%);"
                                + " by the clock, waits for one of the processors among it, %,d and %,d ns: %+.1f %%;"
                                + " the exporter's thread took %,d ms%n%s%n",
                        RATE,
                        THREADS,
                        SECONDS,
                        alone.emitted(),
                        exporting.emitted(),
                        100 * fewer,
                        arrivedMeanwhile,
                        alone.processor(),
                        exporting.processor(),
                        100 * processor,
                        alone.clock(),
                        exporting.clock(),
                        100 * clock,
                        exporting.exporter(),
                        ended);
                assertCounted(ended, exporting.emitted(), collector);
                // Where threads outnumber the processors, the clock tells how they queue.
                return Math.max(fewer, processor);
            }
        }
    }

    private static void assertCounted(String ended, long emitted, CountingCollector collector) {
        Matcher counts = ENDED.matcher(ended);
        assertThat(counts.matches()).as(ended).isTrue();
        long received = Long.parseLong(counts.group(1));
        long exported = Long.parseLong(counts.group(2));
        long dropped = Long.parseLong(counts.group(4));
        Matcher lost = JFR_LOSS.matcher(String.valueOf(counts.group(5)));
        long lostByJfr = lost.find() ? Long.parseLong(lost.group(1)) : 0;
        assertThat(received)
                .as("emitted = received, those lost by JFR among them")
                .isEqualTo(emitted);
        assertThat(lostByJfr).isBetween(0L, dropped);
        assertThat(exported + dropped).as("exported + dropped").isEqualTo(received);
        assertThat(counts.group(6)).as("pending").isEqualTo("0");
        assertThat(collector.arrived(Exporter.TRACEBRIDGE)).as("arrived").isEqualTo(exported);
        assertThat(collector.twice(Exporter.TRACEBRIDGE)).as("twice").isZero();
    }
}
