package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportReportTest {

    private final EventAccount account = new EventAccount();
    private final List<String> log = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final ExportReport report = new ExportReport(log::add, clock::get);

    @Test
    void warnsWhenEventsBeginToBeLostAndThenNowAndThen() {
        drop(DropReason.EVENT_LIMIT);
        drop(DropReason.EVENT_LIMIT);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        report.report(account);
        assertThat(log).as("nothing new since").hasSize(1);
        drop(DropReason.MALFORMED);

        assertThat(log)
                .containsExactly(
                        "events are lost: received 1, exported 0 (0 spans), dropped 1 (event_limit 1), pending 0",
                        "events are lost: received 3, exported 0 (0 spans), dropped 3 (event_limit 2, malformed 1),"
                                + " pending 0");
    }

    @Test
    void tellsOfTheFirstMalformedEventOfEachName() {
        account.received();
        account.malformed("qemu.migration.savevm_state_begin", new IllegalArgumentException("no such field"));
        account.received();
        account.malformed("qemu.migration.other", new IllegalArgumentException("another"));
        report.report(account);

        assertThat(log)
                .singleElement()
                .asString()
                .endsWith("pending 0; the first malformed: qemu.migration.savevm_state_begin: no such field;"
                        + " qemu.migration.other: another");
    }

    @ParameterizedTest
    @EnumSource(
            value = DropReason.class,
            names = {"RENDERED_OFF", "THRESHOLD", "NOT_ENABLED", "NO_METRICS", "EXPORT_FAILED"})
    void saysNothingOfWhatIsWantedOrWarnedOfElsewhere(DropReason reason) {
        drop(reason);

        assertThat(log).isEmpty();
    }

    @Test
    void isAnEventOfARecording(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            account.lost(2);
            drop(DropReason.THRESHOLD);
            report.report(account);
            recording.stop();
            recording.dump(file);
        }

        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("dev.tracebridge.Export"))
                .extracting(
                        event -> event.getLong("received"),
                        event -> event.getLong("dropped"),
                        event -> event.getLong("pending"),
                        event -> event.getString("reasons"))
                .containsExactly(tuple(3L, 3L, 0L, "threshold 1, jfr_loss 2"));
    }

    @Test
    void isMetricsByReason() {
        account.lost(2);
        drop(DropReason.THRESHOLD);

        assertThat(ExportReport.metrics(account.counts(), Resource.empty(), 1, 2))
                .flatMap(data -> data.getLongSumData().getPoints().stream()
                        .map(point -> data.getName() + point.getAttributes() + point.getValue())
                        .toList())
                .containsExactlyInAnyOrder(
                        "tracebridge.events.received{}3",
                        "tracebridge.events.exported{}0",
                        "tracebridge.events.dropped{reason=\"threshold\"}1",
                        "tracebridge.events.dropped{reason=\"jfr_loss\"}2");
    }

    private void drop(DropReason reason) {
        account.received();
        account.dropped(reason, 1);
        report.report(account);
    }
}
