package dev.tracebridge.recording.report;

import dev.tracebridge.recording.tuning.Channel;
import dev.tracebridge.recording.tuning.Check;
import dev.tracebridge.recording.tuning.Convergence;
import dev.tracebridge.recording.tuning.DeviceTime;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.Latency;
import dev.tracebridge.recording.tuning.MigrationFigures;
import dev.tracebridge.recording.tuning.Pause;
import dev.tracebridge.recording.tuning.Postcopy;
import dev.tracebridge.recording.tuning.Round;
import dev.tracebridge.recording.tuning.SourceTimes;
import dev.tracebridge.recording.tuning.Transfer;
import dev.tracebridge.recording.tuning.Window;
import dev.tracebridge.recording.tuning.Xbzrle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reports with fixed figures. */
final class Reports {

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00.250Z");
    /** What would run, leave its element or steer a terminal if it were let. */
    static final String HOSTILE = "</script><img src=x onerror=alert(1)>\u001b[31m&amp;\u2028";

    private static final Incidents NOTHING = new Incidents(Map.of(), List.of());

    private Reports() {}

    static MigrationReport precopy() {
        return new MigrationReport(
                List.of(source(), destination()),
                Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                Optional.of(millis(42.5)),
                List.of(new RuleResult(
                        "dev.tracebridge.max-bandwidth",
                        "Live migration: The bandwidth allowed",
                        "live_migration",
                        "WARNING",
                        "The source waited.",
                        "Raise max-bandwidth.")));
    }

    /** Of a log that began long before its migration. */
    static MigrationReport early() {
        RecordingReport recording = new RecordingReport(
                Path.of("early.jfr"),
                Optional.empty(),
                Side.SOURCE,
                BEGIN,
                at(10_000),
                2,
                1,
                Optional.empty(),
                0,
                List.of(),
                List.of(new StateSequence(
                        "migration",
                        "",
                        List.of(new StateSequence.Step("active", at(8_000), millis(2_000), false)),
                        Optional.of("completed"),
                        false)),
                figures(List.of(), List.of(), List.of()),
                Optional.empty(),
                List.of(),
                NOTHING,
                NOTHING);
        return new MigrationReport(List.of(recording), Optional.empty(), Optional.empty(), List.of());
    }

    /** What a recording of someone else's may hold. */
    static MigrationReport damaged() {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rounds.add(new Round(
                    at(i),
                    millis(1),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    0,
                    Duration.ZERO));
        }
        RecordingReport recording = new RecordingReport(
                Path.of("migration.jfr"),
                Optional.empty(),
                Side.BOTH,
                BEGIN,
                at(7_300_000),
                2_000,
                2,
                Optional.of("Unexpected end of data"),
                12,
                List.of(),
                List.of(new StateSequence(
                        "migration",
                        "",
                        List.of(new StateSequence.Step("se\u001b[2Jtup\n", BEGIN, millis(61_000), true)),
                        Optional.empty(),
                        false)),
                figures(rounds, List.of(), List.of()),
                Optional.of(millis(900)),
                List.of(),
                NOTHING,
                new Incidents(
                        Map.of("migrate_fd_error", 30L, "vmstate_load_state", 1L),
                        List.of(
                                new Incident(
                                        "migrate_fd_error",
                                        at(10),
                                        Duration.ZERO,
                                        "main",
                                        "a\u202eb" + "x".repeat(300)),
                                new Incident("migrate_fd_error", at(11), Duration.ZERO, "main", HOSTILE))));
        return new MigrationReport(List.of(recording), Optional.empty(), Optional.empty(), List.of());
    }

    private static RecordingReport source() {
        List<Downtime> downtimes = List.of(new Downtime(
                "source_downtime",
                at(2_260),
                millis(350),
                true,
                Downtime.CHECKPOINTS,
                Optional.of(new Downtime.Bounds(millis(345), millis(350))),
                List.of(
                        new Downtime.Phase(
                                "src-downtime-start", "src-vm-stopped", at(2_260), millis(5), 0, Duration.ZERO),
                        new Downtime.Phase(
                                "src-vm-stopped", "src-downtime-end", at(2_265), millis(345), 13, millis(20.125)))));
        List<DeviceTime> devices = List.of(
                new DeviceTime(
                        "0000:00:03.0/virtio-net",
                        0,
                        "non-iterable",
                        false,
                        "vmstate_downtime_save",
                        at(2_270),
                        millis(12.001)),
                new DeviceTime("ram", 0, "iterable", false, "vmstate_downtime_save", at(2_266), millis(4)));
        MigrationFigures figures = new MigrationFigures(
                Optional.of(new SourceTimes(millis(9), Optional.of(millis(2_345.5)))),
                List.of(
                        new Round(
                                at(13),
                                millis(1.5),
                                OptionalLong.of(65_536),
                                OptionalLong.empty(),
                                OptionalLong.of(256L << 20),
                                250L << 20,
                                millis(1_900)),
                        new Round(
                                at(2_000),
                                millis(0.75),
                                OptionalLong.of(96),
                                OptionalLong.of(24_000),
                                OptionalLong.of(0),
                                0,
                                Duration.ZERO)),
                new Transfer(250L << 20, millis(1_900), 19),
                List.of(new Window(at(1_000), 150L << 20, millis(950)), new Window(at(1_950), 100L << 20, millis(950))),
                Map.of("ram_save_page", 60_123L),
                new Convergence(
                        OptionalLong.of(300),
                        OptionalLong.of(40L << 20),
                        OptionalLong.of(94L << 20),
                        OptionalLong.of(131L << 20),
                        2,
                        OptionalLong.of(30),
                        18,
                        millis(900),
                        millis(1_987)),
                downtimes,
                13,
                devices,
                List.of(),
                new Postcopy(
                        Optional.of(latency()),
                        "postcopy_page",
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(millis(61))),
                List.of(new Pause(
                        at(2_100),
                        millis(1_500),
                        millis(120),
                        true,
                        Optional.of(millis(12)),
                        List.of(new Pause.Bitmap("pc.ram", OptionalLong.of(2_056), Optional.of(millis(11)))),
                        OptionalLong.of(650))),
                List.of(
                        new Channel(0, true, at(20), millis(2_000), 300, OptionalLong.of(38_000)),
                        new Channel(1, true, at(21), millis(1_990), 30, OptionalLong.of(3_800))),
                Optional.of(new Xbzrle(1_300, 1_000, 800, OptionalLong.of(16_384), 100, 450)),
                0);
        return new RecordingReport(
                Path.of("source.jfr"),
                Optional.empty(),
                Side.SOURCE,
                BEGIN,
                at(2_345),
                12_345,
                87,
                Optional.empty(),
                0,
                List.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                List.of(new StateSequence(
                        "migration",
                        "4bf92f3577b34da6a3ce929d0e0e4736",
                        List.of(
                                new StateSequence.Step("setup", BEGIN, millis(12.345), false),
                                new StateSequence.Step("active", at(12.5), millis(2_300), false)),
                        Optional.of("completed"),
                        false)),
                figures,
                Optional.of(millis(50)),
                Check.all(figures),
                new Incidents(
                        Map.of("open_return_path_on_source", 1L),
                        List.of(new Incident(
                                "open_return_path_on_source", at(11), millis(2_334), "live_migration", ""))),
                NOTHING);
    }

    private static RecordingReport destination() {
        List<Downtime> downtimes = List.of(new Downtime(
                "destination_downtime",
                at(2_300),
                millis(7),
                false,
                "qemu_loadvm_state_post_main, migrate_set_state completed",
                Optional.empty(),
                List.of(new Downtime.Phase(
                        "dst-precopy-loadvm-completed", "", at(2_300), millis(7), 0, Duration.ZERO))));
        return new RecordingReport(
                Path.of("destination.jfr"),
                Optional.of("destination.log"),
                Side.DESTINATION,
                at(4),
                at(2_312),
                345,
                45,
                Optional.empty(),
                0,
                List.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                List.of(new StateSequence(
                        "migration",
                        "4bf92f3577b34da6a3ce929d0e0e4736",
                        List.of(new StateSequence.Step("active", at(4), millis(2_308), false)),
                        Optional.of("failed"),
                        true)),
                figures(
                        List.of(),
                        downtimes,
                        List.of(new DeviceTime("savevm", 12, "", true, "savevm_section", at(100), millis(1_234)))),
                Optional.empty(),
                List.of(),
                NOTHING,
                new Incidents(
                        Map.of("migration_tls_incoming_handshake", 1L),
                        List.of(new Incident(
                                "migration_tls_incoming_handshake",
                                at(5),
                                millis(1),
                                "main",
                                "migration_tls_incoming_handshake_error: certificate expired"))));
    }

    private static MigrationFigures figures(List<Round> rounds, List<Downtime> downtimes, List<DeviceTime> devices) {
        return new MigrationFigures(
                Optional.empty(),
                rounds,
                new Transfer(0, Duration.ZERO, 0),
                List.of(),
                Map.of(),
                new Convergence(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0,
                        OptionalLong.empty(),
                        0,
                        Duration.ZERO,
                        Duration.ZERO),
                downtimes,
                devices.size(),
                devices,
                List.of(),
                new Postcopy(Optional.empty(), "", 0, Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty(),
                0);
    }

    private static Latency latency() {
        return new Latency(
                120,
                millis(0.4),
                millis(121),
                millis(122.5),
                millis(900),
                List.of(
                        new Latency.Bucket(millis(0.512), 100),
                        new Latency.Bucket(millis(1.024), 15),
                        new Latency.Bucket(millis(131.072), 5)));
    }

    private static Instant at(double millis) {
        return BEGIN.plus(millis(millis));
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }
}
