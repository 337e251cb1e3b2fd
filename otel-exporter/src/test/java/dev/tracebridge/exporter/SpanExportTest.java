package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpanExportTest {

    private final EventAccount account = new EventAccount();
    private final List<String> log = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final AtomicInteger slow = new AtomicInteger();

    @Test
    void sendsBatchesAndTheRest() {
        SpanExport export = export(Duration.ofSeconds(5), CompletableResultCode.ofSuccess());

        emit(export, 5);
        assertThat(batches).containsExactly(2, 2);
        export.flush();

        assertThat(batches).containsExactly(2, 2, 1);
        assertThat(account.counts().spans()).isEqualTo(5);
        assertThat(account.counts().exported())
                .as("the spans' own events and those on them")
                .isEqualTo(10);
        assertThat(log).isEmpty();
    }

    @Test
    void countsAndTellsWhatTheCollectorRefuses() {
        SpanExport export = export(
                Duration.ofSeconds(5), CompletableResultCode.ofExceptionalFailure(new IllegalStateException("full")));

        emit(export, 6);
        export.flush();

        assertThat(account.counts().dropped()).isEqualTo(Map.of(DropReason.EXPORT_FAILED, 12L));
        assertThat(account.counts().exported()).isZero();
        assertThat(log).containsExactly("export failed, 4 events lost so far: java.lang.IllegalStateException: full");
    }

    @Test
    void countsWhatIsNotAnsweredInTime() {
        SpanExport export = export(Duration.ofMillis(1), new CompletableResultCode());

        emit(export, 1);
        export.flush();

        assertThat(account.counts().dropped()).isEqualTo(Map.of(DropReason.EXPORT_FAILED, 2L));
        assertThat(log).hasSize(1).first().asString().contains("no answer in");
    }

    @Test
    void sendsNothingMoreToACollectorThatIsGoneWhenTheJvmEnds() {
        SpanExport export = export(Duration.ofMillis(1), new CompletableResultCode());
        export.finishWithin(Duration.ofSeconds(1), Duration.ofSeconds(60));

        emit(export, 20);
        export.close();

        assertThat(batches).containsExactly(2);
        assertThat(account.counts().dropped())
                .isEqualTo(Map.of(DropReason.EXPORT_FAILED, 4L, DropReason.SHUTDOWN, 36L));
    }

    @Test
    void needsAllExportersToTakeASpan() {
        SpanExport export = new SpanExport(
                List.of(exporter(CompletableResultCode.ofSuccess()), exporter(CompletableResultCode.ofFailure())),
                2,
                Duration.ofSeconds(5),
                account,
                new Warnings(log::add, System::nanoTime),
                slow::incrementAndGet,
                null);

        emit(export, 2);
        export.flush();

        assertThat(account.counts().dropped()).isEqualTo(Map.of(DropReason.EXPORT_FAILED, 4L));
        assertThat(batches).containsExactly(2, 2);
    }

    private SpanExport export(Duration timeout, CompletableResultCode result) {
        return new SpanExport(
                List.of(exporter(result)),
                2,
                timeout,
                account,
                new Warnings(log::add, System::nanoTime),
                slow::incrementAndGet,
                null);
    }

    private void emit(SpanExport export, int spans) {
        for (int i = 0; i < spans; i++) {
            account.received();
            account.received();
            export.accept(Spans.named("span " + i));
        }
    }

    private SpanExporter exporter(CompletableResultCode result) {
        return new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                batches.add(spans.size());
                return result;
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
    }
}
