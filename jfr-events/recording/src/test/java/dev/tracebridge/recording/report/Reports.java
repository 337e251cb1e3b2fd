package dev.tracebridge.recording.report;

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
    private static final Incidents NOTHING = new Incidents(Map.of(), List.of());

    private Reports() {}

    static MigrationReport precopy() {
        return new MigrationReport(
                List.of(source(), destination()),
                Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                Optional.of(millis(42.5)));
    }

    /** What a recording of someone else's may hold. */
    static MigrationReport damaged() {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rounds.add(new Round(at(i), millis(1), OptionalLong.empty(), OptionalLong.empty(), 0, Duration.ZERO));
        }
        RecordingReport recording = new RecordingReport(
                Path.of("migration.jfr"),
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
                rounds,
                new Transfer(0, Duration.ZERO, 0),
                Map.of(),
                Optional.of(millis(900)),
                List.of(),
                0,
                List.of(),
                NOTHING,
                new Incidents(
                        Map.of("migrate_fd_error", 30L, "vmstate_load_state", 1L),
                        List.of(new Incident(
                                "migrate_fd_error", at(10), Duration.ZERO, "main", "a\u202eb" + "x".repeat(300)))));
        return new MigrationReport(List.of(recording), Optional.empty(), Optional.empty());
    }

    private static RecordingReport source() {
        return new RecordingReport(
                Path.of("source.jfr"),
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
                List.of(
                        new Round(
                                at(13),
                                millis(1.5),
                                OptionalLong.of(65_536),
                                OptionalLong.of(256L << 20),
                                250L << 20,
                                millis(1_900)),
                        new Round(at(2_000), millis(0.75), OptionalLong.of(96), OptionalLong.of(0), 0, Duration.ZERO)),
                new Transfer(250L << 20, millis(1_900), 19),
                Map.of("ram_save_page", 60_123L),
                Optional.of(millis(50)),
                List.of(new Downtime(
                        "source_downtime",
                        at(2_260),
                        millis(50),
                        true,
                        List.of(
                                new Downtime.Phase(
                                        "src-downtime-start", "src-vm-stopped", at(2_260), millis(5), 0, Duration.ZERO),
                                new Downtime.Phase(
                                        "src-vm-stopped",
                                        "src-downtime-end",
                                        at(2_265),
                                        millis(45),
                                        13,
                                        millis(20.125))))),
                13,
                List.of(
                        new DeviceTime(
                                "0000:00:03.0/virtio-net",
                                0,
                                "non-iterable",
                                false,
                                "vmstate_downtime_save",
                                millis(12.001)),
                        new DeviceTime("ram", 0, "iterable", false, "vmstate_downtime_save", millis(4))),
                new Incidents(
                        Map.of("open_return_path_on_source", 1L),
                        List.of(new Incident(
                                "open_return_path_on_source", at(11), millis(2_334), "live_migration", ""))),
                NOTHING);
    }

    private static RecordingReport destination() {
        return new RecordingReport(
                Path.of("destination.jfr"),
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
                List.of(),
                new Transfer(0, Duration.ZERO, 0),
                Map.of(),
                Optional.empty(),
                List.of(new Downtime(
                        "destination_downtime",
                        at(2_300),
                        millis(7),
                        false,
                        List.of(new Downtime.Phase(
                                "dst-precopy-loadvm-completed", "", at(2_300), millis(7), 0, Duration.ZERO)))),
                1,
                List.of(new DeviceTime("savevm", 12, "", true, "savevm_section", millis(1_234))),
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

    private static Instant at(double millis) {
        return BEGIN.plus(millis(millis));
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }
}
