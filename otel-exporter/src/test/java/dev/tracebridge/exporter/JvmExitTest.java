package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.ExitProgram.Ending;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything emitted before the JVM ended arrives, and once. */
class JvmExitTest {

    private static final int RUNS = Boolean.getBoolean("tracebridge.nightly") ? 50 : 10;

    @ParameterizedTest
    @CsvSource({"EXIT,1", "EXIT,2000", "RETURN,1", "LAST_INSTANT,10", "THREADS,4000", "OPEN,3"})
    void losesNothingAndRepeatsNothing(Ending ending, int sections) throws Exception {
        for (int run = 1; run <= RUNS; run++) {
            check(ending, sections, run);
        }
    }

    @Test
    void losesNothingBetweenWhatWasReadAndWhatIsLeft() throws Exception {
        for (int run = 1; run <= RUNS / 5; run++) {
            check(Ending.LATE, 3000, run);
        }
    }

    @Test
    void losesNothingOfHalfAMillionEvents() throws Exception {
        for (int run = 1; run <= RUNS / 10; run++) {
            check(Ending.EXIT, 500_000, run);
        }
    }

    @Test
    void countsWhatWasEmittedAndNeverCame() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            ChildJvm.Outcome outcome = ChildJvm.of(ExitProgram.class)
                    .variable("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                    .arguments(Ending.LOST, 10)
                    .run();

            assertThat(outcome.err())
                    .endsWith("tracebridge: not all events were exported: received 17, exported 10 (10 spans),"
                            + " dropped 7 (jfr_loss 7), pending 0\n");
        }
    }

    private static void check(Ending ending, int sections, int run) throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            ChildJvm.Outcome outcome = ChildJvm.of(ExitProgram.class)
                    .variable("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                    .arguments(ending, sections)
                    .run();

            assertThat(outcome.exitCode()).as("run %s: %s", run, outcome).isZero();
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .matches(
                            "tracebridge: exporting spans to " + receiver.endpoint() + "\n"
                                    + "tracebridge: export ended: received (\\d+), exported \\1 \\(\\d+ spans\\), dropped 0, pending 0\n");
            Map<String, List<Span>> byName = receiver.spans().stream().collect(Collectors.groupingBy(Span::getName));
            assertThat(byName.get("savevm_section").stream()
                            .map(span -> number(span, "qemu.migration.section_id"))
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
                    .as("run %s: spans by section_id", run)
                    .isEqualTo(IntStream.range(0, sections)
                            .boxed()
                            .collect(Collectors.toMap(Integer::longValue, id -> 1L)));
            switch (ending) {
                case LAST_INSTANT -> assertThat(byName.get("ram_save_page")).hasSize(1);
                case OPEN -> assertOpenSpansArrived(byName);
                default -> assertThat(byName).containsOnlyKeys("savevm_section");
            }
        }
    }

    private static void assertOpenSpansArrived(Map<String, List<Span>> byName) {
        assertThat(byName)
                .containsOnlyKeys(
                        "savevm_section",
                        "postcopy_page",
                        "setup",
                        "migration",
                        "src-downtime-start",
                        "source_downtime");
        byName.forEach((name, spans) -> {
            assertThat(spans.stream().filter(JvmExitTest::isUnfinished))
                    .as(name)
                    .hasSize(1);
        });
    }

    private static boolean isUnfinished(Span span) {
        return span.getAttributesList().stream().anyMatch(a -> a.getKey().equals("tracebridge.unfinished"));
    }

    private static long number(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(KeyValue::getValue)
                .findFirst()
                .orElseThrow()
                .getIntValue();
    }
}
