package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.demo.qemu.BootSector;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.RestlessGuest;
import dev.tracebridge.recording.report.RecordingReport;
import dev.tracebridge.recording.report.Side;
import dev.tracebridge.recording.report.StateSequence;
import dev.tracebridge.recording.tuning.Channel;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.Pause;
import dev.tracebridge.recording.tuning.Xbzrle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Migrations between two real QEMUs: their trace logs are imported, and the report is held against what QEMU itself says. */
class QemuReportIT {

    /** QEMU says whole milliseconds, of a clock it reads twice. */
    private static final double ROUNDING = 1;

    /** What may lie between a tracepoint and the reading beside it, and the rounding. */
    private static final double CLOSE = 2;

    /** So many times a migration is tried: between two lines of QEMU's code a busy computer may put any time. */
    private static final int ATTEMPTS = 3;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MEBIBYTE = 1 << 20;
    private static final int PAGE = 4096;

    /** Of a packet for 128 pages. */
    private static final long MULTIFD_HEADER = 320 + 128 * Long.BYTES;

    private static final long MULTIFD_GREETING = 64;

    @TempDir
    private Path folder;

    /** One real QEMU a change, the other each night. */
    static Stream<Version> versions() {
        return Boolean.getBoolean("tracebridge.nightly") ? Stream.of(Version.values()) : Stream.of(Version.INSTALLED);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void figuresAreQemusOwn(Version version) throws Exception {
        double furthest = Double.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && furthest > CLOSE; attempt++) {
            furthest = figuresAreQemusOwn(version, Files.createDirectory(folder.resolve("attempt" + attempt)));
        }
        assertThat(furthest)
                .as("milliseconds between the report's times and QEMU's")
                .isLessThanOrEqualTo(CLOSE);
    }

    /** Holds for every migration; returns by how many milliseconds the times differ most, which depends on what else the computer does. */
    private static double figuresAreQemusOwn(Version version, Path folder) throws Exception {
        TracedPair pair = start(version, folder, TracedPair.MIGRATION);
        Map<String, String> said;
        try (pair) {
            pair.capabilities("return-path");
            pair.migrate();
            said = pair.completed();
        }
        ImportedMigration imported = ImportedMigration.of(pair);
        imported.holdsWhatWasLogged();
        imported.isReadAlikeByAll();
        RecordingReport source = imported.side(Side.SOURCE);

        Downtime downtime = downtimeIsBounded(source, said);
        countsAreQemusOwn(source, said);
        assertThat(imported.side(Side.DESTINATION).pages())
                .containsEntry("ram_load_loop", number(said, "normal") + number(said, "duplicate"));
        assertThat(imported.side(Side.DESTINATION).devices())
                .anyMatch(device -> device.loaded() && device.device().equals("cpu"));

        var times = source.figures().times().orElseThrow();
        return Stream.of(
                        off(downtime.lasted(), said, "downtime"),
                        off(times.setup(), said, "setup-time"),
                        off(times.total().orElseThrow(), said, "total-time"))
                .max(Double::compare)
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyTracepointIsRead(Version version) throws Exception {
        TracedPair pair =
                TracedPair.start(version, folder, List.of("*"), BootSector.write(folder.resolve("guest.img")));
        Map<String, String> said;
        try (pair) {
            pair.migrate();
            said = pair.completed();
        }
        ImportedMigration imported = ImportedMigration.of(pair);
        imported.holdsWhatWasLogged();
        imported.isReadAlikeByAll();
        imported.isExported();

        RecordingReport source = imported.side(Side.SOURCE);
        countsAreQemusOwn(source, said);
        downtimeIsBounded(source, said);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aPostcopyThatWasCutIsToldToItsEnd(Version version) throws Exception {
        TracedPair pair = start(version, folder, TracedPair.MIGRATION);
        Map<String, String> said;
        Map<String, String> arrived;
        try (pair) {
            pair.capabilities("postcopy-ram", "return-path", "postcopy-blocktime");
            pair.parameter("max-bandwidth", MEBIBYTE);
            pair.parameter("max-postcopy-bandwidth", MEBIBYTE);
            pair.migrate();
            await(pair.source(), "active");
            pair.source().execute("migrate-start-postcopy");
            await(pair.source(), "postcopy-active");
            pair.destination().awaitState("running");
            pair.source().execute("migrate-pause");
            await(pair.source(), "postcopy-paused");
            await(pair.destination(), "postcopy-paused");
            String again = pair.address("again");
            pair.destination().execute("migrate-recover", "{'uri': '" + again + "'}");
            pair.parameter("max-postcopy-bandwidth", 0);
            pair.source().execute("migrate", "{'uri': '" + again + "', 'resume': true}");
            said = pair.completed();
            await(pair.destination(), "completed");
            arrived = pair.destination().execute("query-migrate");
        }
        ImportedMigration imported = ImportedMigration.of(pair);
        imported.holdsWhatWasLogged();
        imported.isReadAlikeByAll();
        imported.isExported();

        RecordingReport source = imported.side(Side.SOURCE);
        countsAreQemusOwn(source, said);
        downtimeIsBounded(source, said);
        RecordingReport destination = imported.side(Side.DESTINATION);
        assertThat(List.of(source, destination)).allSatisfy(QemuReportIT::wasPausedOnce);
        Pause pause = source.figures().pauses().get(0);
        assertThat(pause.exchange()).isPresent();
        assertThat(pause.pagesLeft()).isPresent();
        assertThat(pause.bitmaps())
                .filteredOn(bitmap -> bitmap.block().equals("pc.ram"))
                .singleElement()
                .satisfies(bitmap -> assertThat(bitmap.took()).isPresent());
        // A bit for each page of 32 MiB, and eight bytes that QEMU adds in its text.
        assertThat(destination.figures().pauses().get(0).bitmaps())
                .filteredOn(bitmap -> bitmap.block().equals("pc.ram"))
                .singleElement()
                .satisfies(bitmap -> assertThat(bitmap.bytes()).hasValue(32 * MEBIBYTE / PAGE / 8 + 8));
        assertThat(destination.figures().postcopy().faults().orElseThrow().count())
                .isPositive();
        assertThat(destination
                        .figures()
                        .postcopy()
                        .blocktime()
                        .map(Duration::toMillis)
                        .orElse(0L))
                .isEqualTo(number(arrived, "postcopy-blocktime"));
    }

    private static void wasPausedOnce(RecordingReport side) {
        assertThat(side.states()).singleElement().satisfies(states -> {
            assertThat(states.outcome()).contains("completed");
            assertThat(states.steps())
                    .extracting(StateSequence.Step::state)
                    .containsSubsequence("postcopy-active", "postcopy-paused", "postcopy-recover", "postcopy-active");
        });
        assertThat(side.figures().pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause.resumed()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void channelsCarryThePagesQemuSays(Version version) throws Exception {
        int channels = 4;
        TracedPair pair = start(version, folder, TracedPair.MIGRATION);
        Map<String, String> said;
        try (pair) {
            pair.capabilities("multifd", "return-path");
            for (Qemu side : List.of(pair.source(), pair.destination())) {
                side.execute("migrate-set-parameters", "{'multifd-channels': " + channels + "}");
            }
            pair.migrate();
            said = pair.completed();
        }
        ImportedMigration imported = ImportedMigration.of(pair);
        imported.holdsWhatWasLogged();
        imported.isReadAlikeByAll();
        imported.isExported();

        RecordingReport source = imported.side(Side.SOURCE);
        downtimeIsBounded(source, said);
        List<Channel> sending = source.figures().channels();
        List<Channel> receiving = imported.side(Side.DESTINATION).figures().channels();
        assertThat(sending).hasSize(channels).allMatch(Channel::sends);
        pagesAreQemusBytes(sending, said);
        assertThat(receiving).hasSize(channels).noneMatch(Channel::sends);
        assertThat(receiving).extracting(Channel::id, Channel::packets).isEqualTo(packets(sending));
        assertThat(source.unfinished().counts()).isEmpty();
    }

    /**
     * QEMU counts the bytes of multifd: pages, a header for each packet and, from 8.0 on, the greeting of each channel. Fewer headers than pages
     * have bytes decide how many pages these are. QEMU 7.2 leaves some of the pages out of {@code normal}.
     */
    private static void pagesAreQemusBytes(List<Channel> channels, Map<String, String> said) {
        long pages = channels.stream()
                .mapToLong(channel -> channel.pages().orElseThrow())
                .sum();
        long packets = channels.stream().mapToLong(Channel::packets).sum();
        long rest = number(said, "multifd-bytes") - pages * PAGE;
        assertThat(rest).isBetween(0L, packets * MULTIFD_HEADER + channels.size() * MULTIFD_GREETING);
        assertThat(rest % MULTIFD_HEADER).isIn(0L, channels.size() * MULTIFD_GREETING);
        assertThat(pages).isGreaterThanOrEqualTo(number(said, "normal"));
    }

    private static List<Tuple> packets(List<Channel> channels) {
        List<Tuple> packets = new ArrayList<>();
        channels.forEach(channel -> packets.add(tuple(channel.id(), channel.packets())));
        return packets;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void pagesHitXbzrlesCacheAsOftenAsQemuSays(Version version) throws Exception {
        TracedPair pair = TracedPair.start(
                version, folder, TracedPair.MIGRATION, RestlessGuest.write(folder.resolve("guest.img")));
        Map<String, String> said;
        long throttle;
        try (pair) {
            pair.capabilities("xbzrle", "auto-converge", "return-path");
            pair.parameter("max-bandwidth", MEBIBYTE);
            pair.parameter("downtime-limit", 1);
            pair.migrate();
            throttle = awaitThrottle(pair.source());
            pair.parameter("max-bandwidth", 1024L * MEBIBYTE);
            pair.parameter("downtime-limit", 2000);
            said = pair.completed();
        }
        ImportedMigration imported = ImportedMigration.of(pair);
        imported.holdsWhatWasLogged();
        imported.isReadAlikeByAll();
        imported.isExported();

        RecordingReport source = imported.side(Side.SOURCE);
        downtimeIsBounded(source, said);
        Xbzrle xbzrle = source.figures().xbzrle().orElseThrow();
        assertThat(xbzrle.hits()).isEqualTo(number(said, "pages")).isPositive();
        assertThat(xbzrle.misses()).isEqualTo(number(said, "cache-miss"));
        assertThat(xbzrle.overflows()).isEqualTo(number(said, "overflow")).isPositive();
        assertThat(xbzrle.cached()).hasValue(number(said, "cache-size") / PAGE);
        assertThat(xbzrle.pages()).isEqualTo(number(said, "normal") + number(said, "pages") - number(said, "overflow"));
        var convergence = source.figures().convergence();
        assertThat(convergence.throttles()).isPositive();
        assertThat(convergence.throttlePercent().orElseThrow()).isGreaterThanOrEqualTo(throttle);
        assertThat((convergence.throttlePercent().orElseThrow() - throttle) % 10)
                .isZero();
    }

    private static TracedPair start(Version version, Path folder, List<String> tracepoints) throws IOException {
        byte[] data = new byte[12 * MEBIBYTE];
        new Random(7).nextBytes(data);
        Path loaded = Files.write(folder.resolve("memory.bin"), data);
        return TracedPair.start(
                version,
                folder,
                tracepoints,
                BootSector.write(folder.resolve("guest.img")),
                "-device",
                "loader,file=" + loaded + ",addr=0x1000000,force-raw=on");
    }

    /** QEMU's figure lies between tracepoints on both sides of its clock readings, however slow the computer is. */
    private static Downtime downtimeIsBounded(RecordingReport source, Map<String, String> said) {
        assertThat(source.downtimes()).hasSize(1);
        Downtime downtime = source.downtimes().get(0);
        double qemus = number(said, "downtime");
        assertThat(downtime.bounds())
                .as("%s by %s", downtime.name(), downtime.basis())
                .isPresent();
        assertThat(qemus)
                .isBetween(
                        millis(downtime.bounds().get().least()) - ROUNDING,
                        millis(downtime.bounds().get().most()) + ROUNDING);
        return downtime;
    }

    private static void countsAreQemusOwn(RecordingReport source, Map<String, String> said) {
        assertThat(source.pages()).containsEntry("ram_save_page", number(said, "normal"));
        assertThat(source.rounds()).hasSize((int) number(said, "dirty-sync-count"));
    }

    private static void await(Qemu qemu, String status) throws IOException {
        long start = System.nanoTime();
        String found;
        do {
            found = qemu.execute("query-migrate").get("status");
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("the migration is " + found + " for too long, not " + status);
            }
        } while (!status.equals(found));
    }

    private static long awaitThrottle(Qemu qemu) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            Map<String, String> said = qemu.execute("query-migrate");
            assertThat(said.get("status")).isIn("setup", "active");
            if (said.containsKey("cpu-throttle-percentage")) {
                return number(said, "cpu-throttle-percentage");
            }
        }
        throw new IOException("the guest is not slowed down");
    }

    private static double off(Duration reported, Map<String, String> said, String name) {
        return Math.abs(millis(reported) - number(said, name));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static long number(Map<String, String> said, String name) {
        assertThat(said).containsKey(name);
        return Long.parseLong(said.get(name));
    }
}
