package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.Measurement.Kind;
import dev.tracebridge.exporter.Measurement.Metric;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricExportTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Metric COUNTER = metric("hits", Kind.SUM);

    private final EventAccount account = new EventAccount();
    private final List<String> log = new ArrayList<>();
    private final List<MetricData> sent = new ArrayList<>();
    private boolean refusing;

    @ParameterizedTest
    @EnumSource(AggregationTemporality.class)
    void sendsWhatWasCountedFromTheRightTimeOn(AggregationTemporality temporality) {
        MetricExport export = export(temporality);
        export.advance(100 * SECOND);
        add(export, 100 * SECOND);
        export.advance(160 * SECOND);
        add(export, 170 * SECOND);
        add(export, 171 * SECOND);
        export.advance(219 * SECOND);
        export.advance(220 * SECOND);

        boolean delta = temporality == AggregationTemporality.DELTA;
        assertThat(sent).hasSize(2);
        assertThat(sent).allMatch(data -> data.getLongSumData().isMonotonic());
        assertThat(sent).allMatch(data -> data.getLongSumData().getAggregationTemporality() == temporality);
        assertThat(points()).extracting(LongPointData::getValue).containsExactly(1L, delta ? 2L : 3L);
        assertThat(points())
                .extracting(LongPointData::getStartEpochNanos)
                .containsExactly(100 * SECOND, delta ? 160 * SECOND : 100 * SECOND);
        assertThat(points()).extracting(LongPointData::getEpochNanos).containsExactly(160 * SECOND, 220 * SECOND);
        assertThat(account.counts().exported()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(AggregationTemporality.class)
    void sendsAgainWhatDidNotArrive(AggregationTemporality temporality) {
        MetricExport export = export(temporality);
        export.advance(100 * SECOND);
        add(export, 100 * SECOND);
        refusing = true;
        export.advance(160 * SECOND);
        assertThat(account.counts().pending()).isEqualTo(1);
        refusing = false;
        add(export, 170 * SECOND);
        export.close(180 * SECOND, true);

        assertThat(points().get(1).getValue()).isEqualTo(2);
        assertThat(points().get(1).getStartEpochNanos()).isEqualTo(100 * SECOND);
        assertThat(account.counts().exported()).isEqualTo(2);
        assertThat(log).containsExactly("export of metrics failed: refused", "export of metrics works again");
    }

    @Test
    void countsWhatNeverArrived() {
        MetricExport export = export(AggregationTemporality.CUMULATIVE);
        add(export, SECOND);
        refusing = true;
        export.close(2 * SECOND, true);

        assertThat(account.counts().dropped()).isEqualTo(Map.of(DropReason.EXPORT_FAILED, 1L));
    }

    @Test
    void addsUpTracepointsOfOneNameAndNeverGoesDown() {
        MetricExport export = export(AggregationTemporality.CUMULATIVE);
        total(export, 1, 10);
        total(export, 2, 5);
        total(export, 1, 30);
        total(export, 1, 20);
        export.close(200 * SECOND, true);

        assertThat(points().get(0).getValue()).isEqualTo(35);
        assertThat(points().get(0).getStartEpochNanos()).as("the oldest one").isEqualTo(40 * SECOND);
    }

    @Test
    void sortsValuesIntoBuckets() {
        MetricExport export = export(AggregationTemporality.CUMULATIVE);
        MetricSeries durations = export.series(metric("durations", Kind.DURATIONS), Resource.empty());
        durations.add(0.005, SECOND);
        durations.add(0.006, SECOND);
        durations.add(11, SECOND);
        MetricSeries sizes = export.series(metric("sizes", Kind.VALUES), Resource.empty());
        sizes.add(-1, SECOND);
        sizes.add(4096, SECOND);
        export.close(2 * SECOND, true);

        HistogramPointData first = histogram(0);
        assertThat(first.getCount()).isEqualTo(3);
        assertThat(first.getSum()).isEqualTo(11.011);
        assertThat(first.getBoundaries()).isEqualTo(MetricSeries.SECONDS);
        assertThat(first.getCounts().get(MetricSeries.SECONDS.indexOf(0.005))).isEqualTo(1);
        assertThat(first.getCounts().get(MetricSeries.SECONDS.indexOf(0.01))).isEqualTo(1);
        assertThat(first.getCounts().get(MetricSeries.SECONDS.size())).isEqualTo(1);
        HistogramPointData second = histogram(1);
        assertThat(second.getCounts().get(0)).isEqualTo(1);
        assertThat(second.getCounts().get(MetricSeries.POWERS_OF_TWO.indexOf(4096.0)))
                .isEqualTo(1);
    }

    private HistogramPointData histogram(int index) {
        return sent.get(index).getHistogramData().getPoints().iterator().next();
    }

    private List<LongPointData> points() {
        return sent.stream()
                .flatMap(data -> data.getLongSumData().getPoints().stream())
                .toList();
    }

    private void add(MetricExport export, long time) {
        account.received();
        export.series(COUNTER, Resource.empty()).add(1, time);
    }

    private void total(MetricExport export, long source, long count) {
        account.received();
        export.series(COUNTER, Resource.empty())
                .total(new CountedTotal(
                        COUNTER, Resource.empty(), source, (50 - source * 5) * SECOND, count, count, new long[0]));
    }

    private static Metric metric(String name, Kind kind) {
        return new Metric(name, "1", "", kind, InstrumentationScopeInfo.create("test"));
    }

    private MetricExport export(AggregationTemporality temporality) {
        return new MetricExport(
                () -> List.of(exporter(temporality)),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                account,
                new Warnings("export of metrics", log::add, System::nanoTime));
    }

    private MetricExporter exporter(AggregationTemporality temporality) {
        return new MetricExporter() {
            @Override
            public CompletableResultCode export(Collection<MetricData> metrics) {
                sent.addAll(metrics);
                return refusing ? CompletableResultCode.ofFailure() : CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
                return temporality;
            }
        };
    }
}
