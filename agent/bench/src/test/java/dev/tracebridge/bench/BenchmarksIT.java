package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.bench.traced.ManyOpen;
import dev.tracebridge.bench.traced.ManyThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That what is measured is really done: each of these fails where an event or a span is missing. Figures are not looked at. */
class BenchmarksIT {

    private final Jars jars = Jars.in(Path.of(System.getProperty("bench.tree")));
    private SpanReceiver receiver;

    @TempDir
    private Path work;

    @BeforeEach
    void startReceiver() throws IOException {
        System.setProperty("jmh.ignoreLock", "true");
        receiver = SpanReceiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void recordsEachCall(Row row) throws IOException {
        TracepointRun.Outcome outcome = new TracepointRun(jars, receiver, work, TracepointRun.Length.SMOKE).run(row);

        assertThat(outcome.counts()).containsEntry("calls", 3000L);
        assertThat(outcome.nanos()).isPositive();
    }

    static List<Row> oneOfEachKind() {
        Set<String> ids =
                Set.of("instant3.off", "hot.traced", "outer.traced", "span.sdk", "span.agent", "span.methodtrace");
        return Row.all().stream()
                .filter(row -> ids.contains(row.id()) && row.isPossible())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"JFR", "EXPORT", "CROWD_EXPORT"})
    void saysHello(StartUp start) throws IOException {
        ProcessRun run = start.run(jars, receiver, work);

        assertThat(run.output()).endsWith("Hello, world!\n");
        assertThat(run.megabytes()).isPositive();
    }

    @Test
    void encodesEachEvent() throws IOException {
        Lap lap = new Pipelines(jars, receiver, work, 8, 1).assemble();

        assertThat(lap.counts().get(0)).isEqualTo(16_000);
        assertThat(lap.counts().get(1)).isBetween(4000L, 16_000L);
        assertThat(lap.counts().get(2)).isGreaterThan(lap.counts().get(1));
        assertThat(lap.processorSeconds()).isPositive();
    }

    @Test
    void exportsEachEvent() throws IOException {
        Lap lap = new Pipelines(jars, receiver, work, 8, 1).export();

        // Six of eight events are instants, which become span events.
        assertThat(lap.counts().get(0)).isEqualTo(8000);
        assertThat(lap.counts().get(1)).isBetween(2000L, 8000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {SpanLoad.TRACED, SpanLoad.SDK})
    void receivesEachSpan(String rival) throws IOException {
        Lap lap = new Pipelines(jars, receiver, work, 4, 1).endToEnd(rival);

        assertThat(lap.counts()).containsExactly(2000L, 2000L);
        assertThat(lap.processorSeconds()).isPositive();
    }

    @Test
    void analyzesEachPage() throws IOException {
        Lap lap = new Pipelines(jars, receiver, work, 1, 1).analyze();

        assertThat(lap.counts().get(0)).isGreaterThan(16_000_000L);
        assertThat(lap.processorSeconds()).isPositive();
    }

    @Test
    void importsEachLine() throws IOException {
        Lap lap = new Pipelines(jars, receiver, work, 3, 1).importLog();

        assertThat(lap.counts()).containsExactly(3000L, 3000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {CatalogueLoad.PARSE, CatalogueLoad.GENERATE})
    void readsEachTracepoint(String work) throws IOException {
        Lap lap = new Pipelines(jars, receiver, this.work, 1, 1).catalogue(work);

        assertThat(lap.counts()).first().isEqualTo(5078L);
    }

    /** Every measurement of how the cost grows, once and small: each fails where an event is missing. */
    @Test
    void countsWhatGrows() throws IOException {
        ScaleMeasuring.Extent smoke = new ScaleMeasuring.Extent(2000, 0, 2, List.of());
        ScaleMeasuring scale = new ScaleMeasuring(smoke, jars, work, work, System.err);

        List<Curve> curves = new ArrayList<>(scale.classes(20));
        curves.add(scale.tracepoints(12));
        curves.add(scale.threads(ManyThreads.Work.SPAN, 2));
        curves.add(scale.open(ManyOpen.KEYED, "keyed", 20_000));
        curves.add(scale.open(ManyOpen.NESTED, "nested", 5_000));

        assertThat(curves)
                .allSatisfy(curve -> assertThat(curve.points().get(0).y()).isPositive());
    }
}
