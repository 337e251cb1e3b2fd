package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Tells what became of the events: as a JFR event, as metrics, and as a warning when events begin to be lost, at most once a minute.
 *
 * <p>Not for several threads.
 */
final class ExportReport {

    private static final long WARNING_INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private ExportCounts reported;
    private long warnedOf;
    private long warnedAt;
    private long toldBytes;
    private long toldBytesAt;

    ExportReport(Consumer<String> log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Takes the numbers as they are now. */
    void report(EventAccount account) {
        ExportCounts counts = account.counts();
        tellLostBytes(account.lostBytes());
        if (counts.equals(reported)) {
            return;
        }
        reported = counts;
        commit(counts);
        // Of a collector that takes nothing there is a warning with the cause already.
        long lost = counts.totalLost() - counts.dropped().getOrDefault(DropReason.EXPORT_FAILED, 0L);
        long now = nanoTime.getAsLong();
        if (lost > warnedOf && (warnedOf == 0 || now - warnedAt >= WARNING_INTERVAL)) {
            warnedOf = lost;
            warnedAt = now;
            String malformed = account.malformed();
            log.accept("events are lost: " + counts + (malformed == null ? "" : "; the first malformed: " + malformed));
        }
    }

    private void tellLostBytes(long bytes) {
        long now = nanoTime.getAsLong();
        if (bytes > toldBytes && (toldBytes == 0 || now - toldBytesAt >= WARNING_INTERVAL)) {
            toldBytes = bytes;
            toldBytesAt = now;
            log.accept(lostBytes(bytes));
        }
    }

    /** Tells what Flight Recorder says it lost. */
    static String lostBytes(long bytes) {
        return "Flight Recorder lost " + bytes
                + " bytes of events, of tracepoints or others, before they were in a file:"
                + " it had no free buffer (jdk.DataLoss)";
    }

    private static void commit(ExportCounts counts) {
        ExportEvent event = new ExportEvent();
        if (event.shouldCommit()) {
            event.received = counts.received();
            event.exported = counts.exported();
            event.spans = counts.spans();
            event.dropped = counts.totalDropped();
            event.pending = counts.pending();
            event.reasons = counts.reasons();
            event.commit();
        }
    }

    /**
     * The numbers as metrics, from the beginning each time.
     *
     * @param since when the export began, nanoseconds since the epoch
     * @param now nanoseconds since the epoch
     */
    static List<MetricData> metrics(ExportCounts counts, Resource resource, long since, long now) {
        InstrumentationScopeInfo scope = InstrumentationScopeInfo.create("dev.tracebridge.exporter");
        List<LongPointData> dropped = new ArrayList<>();
        counts.dropped()
                .forEach((reason, events) -> dropped.add(
                        ImmutableLongPointData.create(since, now, Attributes.of(REASON, reason.word()), events)));
        List<MetricData> metrics = new ArrayList<>();
        metrics.add(sum(resource, scope, "received", List.of(point(since, now, counts.received()))));
        metrics.add(sum(resource, scope, "exported", List.of(point(since, now, counts.exported()))));
        if (!dropped.isEmpty()) {
            metrics.add(sum(resource, scope, "dropped", dropped));
        }
        return metrics;
    }

    private static LongPointData point(long since, long now, long value) {
        return ImmutableLongPointData.create(since, now, Attributes.empty(), value);
    }

    private static MetricData sum(
            Resource resource, InstrumentationScopeInfo scope, String what, List<LongPointData> points) {
        return ImmutableMetricData.createLongSum(
                resource,
                scope,
                "tracebridge.events." + what,
                "Events of tracepoints that the export has " + what,
                Measurement.Metric.EVENTS,
                ImmutableSumData.create(true, AggregationTemporality.CUMULATIVE, points));
    }

    @Name("dev.tracebridge.Export")
    @Label("Export")
    @Category("Tracebridge")
    @Description("What became of the events of tracepoints so far: received = exported + dropped + pending")
    @StackTrace(false)
    private static final class ExportEvent extends Event {

        @Label("Received")
        private long received;

        @Label("Exported")
        private long exported;

        @Label("Spans")
        private long spans;

        @Label("Dropped")
        private long dropped;

        @Label("Pending")
        private long pending;

        @Label("Reasons")
        private String reasons;
    }
}
