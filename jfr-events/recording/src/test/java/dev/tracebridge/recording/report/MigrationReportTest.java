package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.migration.MigrationThreadLowPendingEvent;
import dev.tracebridge.migration.SavevmSectionEndEvent;
import dev.tracebridge.migration.SavevmSectionStartEvent;
import dev.tracebridge.migration.VmstateLoadStateEndEvent;
import dev.tracebridge.migration.VmstateLoadStateEvent;
import dev.tracebridge.recording.tuning.DeviceTime;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.Round;
import dev.tracebridge.recording.tuning.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationReportTest {

    @TempDir
    Path folder;

    @Test
    void tellsTheSidesByTheirTracepoints() throws IOException {
        MigrationReport report = MigrationReport.read(List.of(
                record("a.jfr", Recorded::destination),
                record("b.jfr", Recorded::source),
                record("c.jfr", () -> {
                    Recorded.source();
                    Recorded.destination();
                }),
                record("d.jfr", () -> Recorded.states("setup", "cancelled"))));

        assertThat(report.recordings())
                .extracting(RecordingReport::side)
                .containsExactly(Side.DESTINATION, Side.SOURCE, Side.BOTH, Side.UNKNOWN);
    }

    @Test
    void countsEventsAndTracepoints() throws IOException {
        RecordingReport recording = read(Recorded::failure);

        assertThat(recording.events()).isEqualTo(3);
        assertThat(recording.tracepoints()).isEqualTo(2);
        assertThat(recording.first()).isBefore(recording.last());
    }

    @Test
    void countsBothTracepointsOfAFinishedSpan() throws IOException {
        assertThat(read(() -> Recorded.section("ram", 2)).tracepoints()).isEqualTo(2);
    }

    @Test
    void countsOnlyTheStartOfAnUnfinishedSpan() throws IOException {
        RecordingReport recording = read(() -> {
            SavevmSectionStartEvent.emit("ram", 2);
            SavevmSectionStartEvent.emit("ram", 2);
        });
        SavevmSectionEndEvent.emit("ram", 2, 0);

        assertThat(recording.events()).isEqualTo(1);
        assertThat(recording.tracepoints()).isEqualTo(1);
    }

    @Test
    void listsStatesUntilTheOutcome() throws IOException {
        RecordingReport recording = read(Recorded::source);

        assertThat(recording.states()).singleElement().satisfies(sequence -> {
            assertThat(sequence.name()).isEqualTo("migration");
            assertThat(sequence.steps())
                    .extracting(StateSequence.Step::state, StateSequence.Step::unfinished)
                    .containsExactly(tuple("setup", false), tuple("active", false));
            assertThat(sequence.outcome()).contains("completed");
            assertThat(sequence.failed()).isFalse();
            assertThat(sequence.end()).isAfter(sequence.begin());
        });
    }

    @Test
    void keepsAttemptsApart() throws IOException {
        RecordingReport recording = read(() -> {
            Recorded.failure();
            Recorded.source();
        });

        assertThat(recording.states())
                .extracting(sequence -> sequence.outcome().orElseThrow(), StateSequence::failed)
                .containsExactly(tuple("failed", true), tuple("completed", false));
    }

    @Test
    void joinsPendingAndTransferredToTheirRound() throws IOException {
        RecordingReport recording = read(Recorded::source);

        assertThat(recording.rounds())
                .extracting(Round::dirtyPages, Round::pending, Round::transferred, Round::bandwidth)
                .containsExactly(
                        tuple(
                                OptionalLong.of(65_536),
                                OptionalLong.of(256 << 20),
                                200L << 20,
                                OptionalLong.of(2000L << 20)),
                        tuple(
                                OptionalLong.of(8_192),
                                OptionalLong.of(56 << 20),
                                50L << 20,
                                OptionalLong.of(1000L << 20)));
        assertThat(recording.transfer()).isEqualTo(new Transfer(250L << 20, Duration.ofMillis(150), 2));
    }

    @Test
    void countsPagesWhereTheyWereRecorded() throws IOException {
        assertThat(read(Recorded::source).pages()).containsExactlyEntriesOf(Map.of("ram_save_page", 2L));
    }

    @Test
    void cutsDowntimeIntoPhasesWithTheirDevices() throws IOException {
        RecordingReport recording = read(Recorded::source);

        assertThat(recording.downtimes()).singleElement().satisfies(downtime -> {
            assertThat(downtime.name()).isEqualTo("source_downtime");
            assertThat(downtime.complete()).isTrue();
            assertThat(downtime.phases())
                    .extracting(Downtime.Phase::from, Downtime.Phase::to, Downtime.Phase::devices)
                    .containsExactly(
                            tuple("src-downtime-start", "src-vm-stopped", 0L),
                            tuple("src-vm-stopped", "src-iterable-saved", 1L),
                            tuple("src-iterable-saved", "src-non-iterable-saved", 12L),
                            tuple("src-non-iterable-saved", "src-downtime-end", 0L));
            assertThat(downtime.phases().get(2).deviceTime()).isEqualTo(Duration.ofNanos(66_000));
            assertThat(downtime.lasted())
                    .isGreaterThanOrEqualTo(
                            downtime.phases().stream().map(Downtime.Phase::took).reduce(Duration.ZERO, Duration::plus));
        });
    }

    @Test
    void listsTheTenLongestDevices() throws IOException {
        RecordingReport recording = read(Recorded::source);

        assertThat(recording.deviceCount()).isEqualTo(13);
        assertThat(recording.devices())
                .hasSize(10)
                .first()
                .extracting(
                        DeviceTime::device,
                        DeviceTime::instance,
                        DeviceTime::kind,
                        DeviceTime::source,
                        DeviceTime::took)
                .containsExactly("disk", 11L, "non-iterable", "vmstate_downtime_save", Duration.ofNanos(11_000));
        assertThat(recording.devices())
                .extracting(DeviceTime::instance)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @ParameterizedTest
    @CsvSource({
        "dst-precopy-bh-vm-started, destination_downtime, true",
        "dst-postcopy-bh-vm-started, destination_postcopy_downtime, true"
    })
    void namesTheDestinationsChainByItsLastCheckpoint(String last, String name, boolean complete) throws IOException {
        RecordingReport recording = read(() -> Recorded.checkpoints("dst-precopy-loadvm-completed", last));

        assertThat(recording.downtimes())
                .extracting(Downtime::name, Downtime::complete)
                .containsExactly(tuple(name, complete));
    }

    @Test
    void tellsAChainThatBeganAgainFromAFinishedOne() throws IOException {
        RecordingReport recording = read(() ->
                Recorded.checkpoints("src-downtime-start", "src-vm-stopped", "src-downtime-start", "src-downtime-end"));

        assertThat(recording.downtimes()).extracting(Downtime::complete).containsExactly(false, true);
        assertThat(recording.downtimes().get(0).phases())
                .extracting(Downtime.Phase::to)
                .containsExactly("src-vm-stopped", "");
    }

    @Test
    void fallsBackToSectionsAfterLowPendingWhereNoDeviceWasMeasured() throws IOException {
        RecordingReport recording = read(() -> {
            Recorded.states("setup", "active");
            Recorded.section("ram", 2);
            MigrationThreadLowPendingEvent.emit(1000);
            Recorded.section("ram", 2);
            Recorded.section("timer", 3);
            Recorded.states("completed");
        });

        assertThat(recording.devices())
                .extracting(DeviceTime::device, DeviceTime::instance, DeviceTime::source)
                .containsExactlyInAnyOrder(tuple("ram", 2L, "savevm_section"), tuple("timer", 3L, "savevm_section"));
        assertThat(recording.completion())
                .hasValueSatisfying(completion -> assertThat(completion).isPositive());
    }

    @Test
    void listsUnfinishedSpans() throws IOException {
        RecordingReport recording = read(MigrationReportTest::leaveSectionOpen);

        assertThat(recording.unfinished().counts()).containsExactlyEntriesOf(Map.of("savevm_section", 1L));
        assertThat(recording.unfinished().earliest()).singleElement().satisfies(incident -> {
            assertThat(incident.name()).isEqualTo("savevm_section");
            assertThat(incident.thread()).isEqualTo(Thread.currentThread().getName());
        });
    }

    @Test
    void listsFailedSpansAndErrorTracepoints() throws IOException {
        RecordingReport recording = read(() -> {
            Recorded.failure();
            VmstateLoadStateEvent.emit("timer", 2);
            VmstateLoadStateEndEvent.emit("timer", "too new", -22);
        });

        assertThat(recording.errors().counts())
                .containsOnlyKeys("migrate_fd_error", "vmstate_load_state")
                .containsValues(1L);
        assertThat(recording.errors().earliest().get(0).text()).startsWith("error=Connection reset by");
        assertThat(recording.errors().earliest().get(1).text()).startsWith("vmstate_load_state_end");
    }

    @Test
    void findsTheTraceBothSidesShare() throws IOException {
        MigrationReport report = MigrationReport.read(List.of(
                record("a.jfr", () -> Recorded.inTrace(Recorded::source)),
                record("b.jfr", () -> Recorded.inTrace(Recorded::destination))));

        assertThat(report.sharedTraceId()).contains(Recorded.TRACE_ID);
        assertThat(report.recordings().get(0).traceIds()).containsExactly(Recorded.TRACE_ID);
    }

    @Test
    void seesThatTracesAreSeparate() throws IOException {
        MigrationReport report = MigrationReport.read(
                List.of(record("a.jfr", Recorded::source), record("b.jfr", Recorded::destination)));

        assertThat(report.sharedTraceId()).isEmpty();
    }

    @Test
    void measuresHowLongTheMachineStoodStill() throws IOException {
        MigrationReport report = MigrationReport.read(
                List.of(record("a.jfr", Recorded::source), record("b.jfr", Recorded::destination)));

        assertThat(report.guestStopped())
                .hasValueSatisfying(stopped -> assertThat(stopped).isPositive());
    }

    @Test
    void saysNothingOfTheMachineWhereTheClocksContradict() throws IOException {
        Path destination = record("b.jfr", Recorded::destination);
        Path source = record("a.jfr", Recorded::source);

        assertThat(MigrationReport.read(List.of(source, destination)).guestStopped())
                .isEmpty();
    }

    @Test
    void reportsWhatAFileThatEndsEarlyHolds() throws IOException {
        byte[] whole = Files.readAllBytes(record("a.jfr", Recorded::failure));
        byte[] next = Files.readAllBytes(record("b.jfr", Recorded::source));
        Path file = folder.resolve("both.jfr");
        Files.write(file, whole);
        Files.write(file, Arrays.copyOf(next, next.length / 2), StandardOpenOption.APPEND);

        RecordingReport recording =
                MigrationReport.read(List.of(file)).recordings().get(0);

        assertThat(recording.damage()).isPresent();
        assertThat(recording.states()).hasSize(1);
    }

    @Test
    void refusesAFileOfWhichNothingCanBeRead() throws IOException {
        byte[] whole = Files.readAllBytes(record("a.jfr", Recorded::source));
        Path file = Files.write(folder.resolve("half.jfr"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> MigrationReport.read(List.of(file)))
                .isInstanceOf(ReportException.class)
                .hasMessageContainingAll("half.jfr: expected a whole recording", "jcmd PID JFR.dump");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 68, 200, 1000})
    void refusesAFileCutAnywhere(int length) throws IOException {
        byte[] whole = Files.readAllBytes(record("a.jfr", Recorded::source));
        Path file = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, length));

        assertThatThrownBy(() -> MigrationReport.read(List.of(file))).isInstanceOf(ReportException.class);
    }

    @Test
    void refusesRecordingsOfSomethingElse() throws IOException {
        Path file = record("other.jfr", () -> new OtherEvent().commit());

        assertThatThrownBy(() -> MigrationReport.read(List.of(file)))
                .isInstanceOf(ReportException.class)
                .hasMessageMatching("(?s).*other\\.jfr: expected events of migration tracepoints .*found \\d+ events of"
                        + " other types, most of them .*-javaagent:tracebridge\\.jar.*");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> MigrationReport.read(List.of(folder.resolve("none.jfr"))))
                .isInstanceOf(ReportException.class)
                .hasMessageContainingAll("none.jfr: expected a JDK Flight Recorder recording, found no file");
    }

    @Test
    void refusesADirectory() {
        assertThatThrownBy(() -> MigrationReport.read(List.of(folder)))
                .isInstanceOf(ReportException.class)
                .hasMessageContainingAll("found a directory", "jfr assemble");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | an empty file",
                "11870@1795253145.359344:migrate_set_state new state setup | what looks like QEMU's trace log",
                "migrate_set_state new state setup | what looks like QEMU's trace log",
                "<html> | something else"
            })
    void refusesWhatIsNoRecording(String content, String found) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), content);

        assertThatThrownBy(() -> MigrationReport.read(List.of(file)))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("expected a JDK Flight Recorder recording, found " + found);
    }

    @Test
    void refusesNoFiles() {
        assertThatThrownBy(() -> MigrationReport.read(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** A section that begins again under its number never ended. */
    private static void leaveSectionOpen() {
        SavevmSectionStartEvent.emit("ram", 2);
        Recorded.section("ram", 2);
    }

    private RecordingReport read(Runnable code) throws IOException {
        return MigrationReport.read(List.of(record("one.jfr", code)))
                .recordings()
                .get(0);
    }

    private Path record(String name, Runnable code) throws IOException {
        return Recorded.recording(folder.resolve(name), code);
    }

    @Name("test.Other")
    static final class OtherEvent extends Event {}
}
