package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.it.CapturedMigration.Way;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.QemuTrace;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stream of one real QEMU to another is read by our destination too, and what both say of it is compared: thread by
 * thread, in order, tracepoint and arguments.
 */
class ParityIT {

    private static final Path OURS =
            DemoRun.TREE.resolve("jfr-events/migration/src/main/java/dev/tracebridge/migration/trace-events");

    /** One of two that say the same has to do where time is short. */
    private static final boolean NIGHTLY = Boolean.getBoolean("tracebridge.nightly");

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static Stream<Arguments> ways() {
        return Stream.of(Version.values())
                .flatMap(version -> Stream.of(Way.values())
                        .filter(way -> NIGHTLY || !way.isPartOfAnother())
                        .map(way -> Arguments.of(version, way)));
    }

    private static List<String> options(Version version, Way way) {
        List<String> options = new ArrayList<>(List.of("--hold", "--ram=64M"));
        switch (way) {
            case MULTIFD -> {
                options.add("--multifd-channels=" + CapturedMigration.MULTIFD_CHANNELS);
                options.add("--multifd-flush=" + (version == Version.INSTALLED ? "SECTION" : "ROUND"));
            }
            case PREEMPT -> options.add("--postcopy-preempt");
            default -> {
                // the stream says the rest
            }
        }
        return options;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void ourDestinationSaysWhatQemusDoes(Version version, Way way) throws Exception {
        CapturedMigration migration = CapturedMigration.run(version, way, folder);
        List<Hit> qemus = migration.log();
        List<Hit> ours;
        try (TracedDestination destination = TracedDestination.start(folder, options(version, way))) {
            Replay.run(folder, destination.address());
            ours = destination.finish();
        }
        Parity parity = new Parity(Catalogue.read(QemuTrace.catalogue(version)), Catalogue.read(OURS));

        Map<String, List<String>> expected = parity.said(qemus);
        Map<String, List<String>> found = parity.said(ours);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((thread, lines) -> assertSame(thread, lines, found.get(thread)));
        assertThat(parity.unexplained(qemus)).isEmpty();
        assertThat(parity.unexplained(ours)).isEmpty();
        assertThat(expected.values().stream().mapToInt(List::size).sum()).isGreaterThan(way.leastSaid());
        if (way.isPostcopy()) {
            Faults.check(qemus);
        }
    }

    /** What the guest touches differs from run to run: here it is ours, on a machine of ours. */
    @Test
    void eachPageOurGuestAsksForComesOnce() throws Exception {
        try (TracedDestination destination = TracedDestination.start(folder, List.of("--ram=32M", "--run-for=100ms"))) {
            MachineSettings settings = new MachineSettings(32L << 20, 50, 8L << 20, 20L << 20);
            MigrationParameters slow =
                    new MigrationParameters(Duration.ofMillis(1), 8L << 20, TIMEOUT, TIMEOUT, 64L << 20);
            try (Machine machine = Machine.booted(settings)) {
                machine.start();
                OutgoingMigration migration = OutgoingMigration.start(
                        machine,
                        SocketTransport.connect(destination.address(), TIMEOUT),
                        MoreChannels.NONE,
                        slow,
                        MigrationCapabilities.NONE.withPostcopy(false),
                        (transferred, remaining, syncs, megabits) -> {});
                migration.startPostcopy();
                assertThat(migration.await().status()).isEqualTo(MigrationStatus.COMPLETED);
            }
            assertThat(Faults.check(destination.finish())).isPositive();
        }
    }

    /** Shows where two long lists part, rather than the lists. */
    private static void assertSame(String thread, List<String> expected, List<String> found) {
        int same = 0;
        while (same < Math.min(expected.size(), found.size())
                && expected.get(same).equals(found.get(same))) {
            same++;
        }
        assertThat(around(found, same))
                .as("what %s says from line %d of %d on", thread, same, expected.size())
                .isEqualTo(around(expected, same));
    }

    private static List<String> around(List<String> lines, int index) {
        return lines.subList(Math.max(0, index - 3), Math.min(lines.size(), index + 8));
    }
}
