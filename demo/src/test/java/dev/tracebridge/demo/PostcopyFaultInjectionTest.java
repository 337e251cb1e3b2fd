package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.source.MigrationParameters;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The connection is cut after each of many byte counts that end a field of a recorded migration by postcopy, and the two
 * connections after it once more each. Never do two guests run, and what arrives is right. None runs only where the
 * source had handed on the package that lets the destination run the guest, and not all of it arrived.
 */
class PostcopyFaultInjectionTest {

    private static final MachineSettings SMALL =
            new MachineSettings(MachineSettings.MINIMUM_RAM, 60, 2L << 20, 20L << 20);

    /** As fast as it goes. */
    private static final MigrationParameters FAST =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(1), 200L << 20);

    private static final long SEED = 42;

    /** PING 2, and what may have come of the 9 bytes that announce a package. */
    private static final Pattern PING_AND_START_OF_PACKAGE =
            Pattern.compile("080002000400000002(|08|0800|080007|08000700|0800070004[0-9a-f]{0,6})$");

    private static final int LONGEST_START = 9 + 8;

    @Test
    void neverRunsTwoGuestsWhereverPostcopyIsCut() throws Exception {
        cutEverywhere(40);
    }

    @Test
    @EnabledIfSystemProperty(named = "tracebridge.nightly", matches = "true")
    void neverRunsTwoGuestsWhereverPostcopyIsCutNightly() throws Exception {
        cutEverywhere(500);
    }

    @Test
    void neverRunsTwoGuestsWhereverTheAnswersAreCut() throws Exception {
        for (long bytes : new long[] {3, 8, 12, 16, 20, 24, 30, 33, 40, 56, 71}) {
            PostcopyCut.of(SMALL, FAST, false, List.of(), List.of(bytes, 5 * bytes, 700 + bytes), true);
        }
    }

    private static void cutEverywhere(int points) throws Exception {
        byte[] whole =
                PostcopyCut.of(SMALL, FAST, false, List.of(), List.of(), true).delivered();
        PostcopyPackage handOver = PostcopyPackage.in(whole);
        List<Long> cuts = CutPoints.sample(FieldEnds.of(whole, SMALL.ram()), points, 0, handOver.end());
        Random random = new Random(SEED);
        Map<String, Integer> count = new TreeMap<>();
        for (int i = 0; i < 2 * points; i++) {
            long cut = cuts.get(i / 2);
            List<Long> forward = List.of(cut, (long) random.nextInt(200_000), (long) random.nextInt(200));
            PostcopyCut outcome = PostcopyCut.of(SMALL, FAST, i / 2 % 2 == 0, forward, List.of(), i % 2 == 0);
            String where = outcome.here() ? "SOURCE" : outcome.there() ? "DESTINATION" : "NOWHERE";
            count.merge(where, 1, Integer::sum);
            if (where.equals("NOWHERE")) {
                System.err.printf(
                        "postcopy cut after %d bytes, the package being %d to %d: no guest runs, and the source says so%n",
                        cut, handOver.start(), handOver.end());
                assertThatItIsInTheWindow(outcome);
            }
        }
        System.err.printf(
                "postcopy cut after %d field ends, twice each, and two times more: the guest ran %s%n", points, count);
        assertThat(count).containsKeys("SOURCE", "DESTINATION");
    }

    /** All that comes before the package has arrived, as an answer said, and the package has not, at least not its end. */
    private static void assertThatItIsInTheWindow(PostcopyCut outcome) throws Exception {
        int arrived = outcome.delivered().length;
        PostcopyPackage begun = PostcopyPackage.in(outcome.delivered());
        if (begun == null) {
            String hex = HexFormat.of().formatHex(outcome.delivered());
            assertThat(hex.substring(Math.max(0, hex.length() - 2 * LONGEST_START)))
                    .as("the last of %d bytes that arrived", arrived)
                    .containsPattern(PING_AND_START_OF_PACKAGE);
        } else {
            assertThat(arrived).isBetween(begun.start(), begun.end() - 1);
        }
    }
}
