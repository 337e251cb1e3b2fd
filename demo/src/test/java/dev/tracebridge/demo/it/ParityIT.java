package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.demo.it.CapturedMigration.Way;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.QemuTrace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    @TempDir
    private Path folder;

    private static Stream<Arguments> ways() {
        return Stream.of(Version.values())
                .flatMap(version -> Stream.of(Way.values()).map(way -> Arguments.of(version, way)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void ourDestinationSaysWhatQemusDoes(Version version, Way way) throws Exception {
        CapturedMigration migration = CapturedMigration.run(version, way, folder);
        List<Hit> qemus = migration.log();
        List<Hit> ours = HoldingDestination.run(folder, version, way);
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
