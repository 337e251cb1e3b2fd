package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarTest {

    private static Sidecar read(String yaml) {
        return Sidecar.parse("trace-spans.yaml", yaml, Examples.catalogue());
    }

    @Test
    void readsTheWholeExample() {
        Sidecar sidecar = read(Examples.SIDECAR);

        assertThat(sidecar.fileName()).isEqualTo("trace-spans.yaml");
        assertThat(sidecar.namespace()).isEqualTo("qemu.migration");
        assertThat(sidecar.spans())
                .extracting(SpanRule::name, SpanRule::shape)
                .containsExactly(
                        tuple("migration_bitmap_sync", SpanShape.FLAT),
                        tuple("savevm_section", SpanShape.FLAT),
                        tuple("colo_vm_stopped", SpanShape.FLAT),
                        tuple("postcopy_page", SpanShape.ASYNC),
                        tuple("get_qtailq", SpanShape.STACK));
        assertThat(sidecar.instants()).containsExactly("savevm_send_ping");
    }

    @Test
    void readsPositions() {
        Sidecar sidecar = read(Examples.SIDECAR);

        assertThat(sidecar.spans().get(0).position()).isEqualTo(new SourcePosition(3, 5));
        assertThat(sidecar.spans().get(0).start().position()).isEqualTo(new SourcePosition(3, 12));
        assertThat(sidecar.spans().get(0).ends().get(0).position()).isEqualTo(new SourcePosition(4, 10));
        assertThat(sidecar.spans().get(2).start().position()).isEqualTo(new SourcePosition(10, 12));
    }

    @Test
    void givesAllEndsTheKeyOfTheSpan() {
        SpanRule span = read(Examples.SIDECAR).spans().get(1);

        assertThat(span.start().key())
                .extracting(k -> k.argument().toString())
                .containsExactly("unsigned int section_id");
        assertThat(span.ends().get(0).key())
                .extracting(k -> k.argument().name())
                .containsExactly("section_id");
    }

    @Test
    void readsKeysOfEachEndWithTransforms() {
        SpanRule span = read(Examples.SIDECAR).spans().get(3);

        KeyPart start = span.start().key().get(0);
        assertThat(start.align()).isEqualTo(4096);
        assertThat(start.apply(0x7f00_0000_1fffL)).isEqualTo(0x7f00_0000_1000L);
        assertThat(start.apply(-1L)).isEqualTo(-4096L);
        assertThat(span.ends())
                .extracting(e -> e.tracepoint().name())
                .containsExactly("postcopy_place_page", "postcopy_place_page_zero");
        assertThat(span.ends())
                .allSatisfy(e -> assertThat(e.key().get(0).plain()).isTrue());
        assertThat(span.failures()).extracting(e -> e.tracepoint().name()).containsExactly("multifd_send_error");
        assertThat(span.opening()).isEqualTo(SpanOpening.FIRST);
        assertThat(span.closing()).isEqualTo(SpanClosing.LAST);
    }

    @Test
    void dividesAndMapsKeys() {
        KeyPart part = read("""
                        namespace: n
                        spans:
                          - name: s
                            start: {tracepoint: savevm_send_ping, key: [{argument: val, align: 0x10, divide: 16, map: {2: two}}]}
                            end: {tracepoint: vmstate_downtime_checkpoint, key: checkpoint}
                        """).spans().get(0).start().key().get(0);

        assertThat(Arrays.asList(part.apply(47), part.apply(48), part.apply(-1)))
                .containsExactly("two", "3", "268435455");
        assertThat(part.apply(null)).isNull();
    }

    @Test
    void readsConditions() {
        SpanRule span = read(Examples.SIDECAR).spans().get(2);

        assertThat(span.start().when()).isEqualTo(Map.of("new", "stop"));
        assertThat(span.start().accepts(List.of("run", "stop"))).isTrue();
        assertThat(span.start().accepts(List.of("stop", "run"))).isFalse();
        assertThat(span.ends().get(0).accepts(List.of("stop", "run"))).isTrue();
        assertThat(span.start().accepts(Arrays.asList("stop", null))).isFalse();
    }

    @Test
    void comparesConditionsAsTheTypesSay() {
        SpanRule span = read("""
                        namespace: n
                        spans:
                          - name: s
                            start: {tracepoint: savevm_send_ping, when: {val: 0xFFFFFFFF}}
                            end: {tracepoint: savevm_send_ping, when: {val: 3}}
                        """).spans().get(0);

        assertThat(span.start().when()).isEqualTo(Map.of("val", "4294967295"));
        assertThat(span.start().accepts(List.of(-1))).isTrue();
        assertThat(span.start().accepts(List.of(4294967295L))).isTrue();
        assertThat(span.ends().get(0).accepts(List.of(3))).isTrue();
    }

    @Test
    void readsStates() {
        StateRule rule = read(Examples.SIDECAR).states().get(0);

        assertThat(rule.name()).isEqualTo("migration");
        assertThat(rule.tracepoint().name()).isEqualTo("migrate_set_state");
        assertThat(rule.argument().name()).isEqualTo("new_state");
        assertThat(rule.initial()).containsExactly("setup", "active");
        assertThat(rule.terminal()).containsExactly("completed", "failed", "cancelled");
        assertThat(rule.failure()).containsExactly("failed");
        assertThat(rule.key()).isEmpty();
    }

    @Test
    void readsPhases() {
        PhaseRule rule = read(Examples.SIDECAR).phases().get(0);

        assertThat(rule.argument().name()).isEqualTo("checkpoint");
        assertThat(rule.chains())
                .containsExactly(new PhaseRule.Chain(
                        "source_downtime", "src-downtime-start", "src-downtime-end", new SourcePosition(34, 9)));
    }

    @Test
    void readsCompleteTracepoints() {
        CompleteRule rule = read(Examples.SIDECAR).complete().get(0);

        assertThat(rule.duration().name()).isEqualTo("downtime");
        assertThat(rule.unit()).isEqualTo(TimeUnit.MICROSECONDS);
    }

    @Test
    void readsMetrics() {
        Sidecar sidecar = read(Examples.SIDECAR);

        assertThat(sidecar.metrics())
                .extracting(
                        m -> m.tracepoint().name(),
                        MetricRule::instrument,
                        m -> m.argument().map(Argument::name).orElse(""),
                        MetricRule::unit)
                .containsExactly(
                        tuple("ram_save_page", MetricRule.Instrument.COUNTER, "", ""),
                        tuple("ram_discard_range", MetricRule.Instrument.HISTOGRAM, "len", "By"),
                        tuple("multifd_send_error", MetricRule.Instrument.HISTOGRAM, "id", "{channel}"));
    }

    @Test
    void readsArguments() {
        Sidecar sidecar = read(Examples.SIDECAR);

        assertThat(sidecar.arguments())
                .extracting(a -> a.argument().name(), ArgumentRule::content, ArgumentRule::sensitive)
                .containsExactly(
                        tuple("offset", java.util.Optional.of(ContentType.MEMORY_ADDRESS), false),
                        tuple("rbname", java.util.Optional.empty(), true));
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trace-spans.yaml");
        Files.writeString(file, "namespace: a.b\n");

        Sidecar sidecar = Sidecar.read(file, Examples.catalogue());

        assertThat(sidecar.namespace()).isEqualTo("a.b");
        assertThat(sidecar.fileName()).isEqualTo(file.toString());
    }

    @Test
    void standsInForAMissingFile() {
        assertThat(Sidecar.of("a.b").namespace()).isEqualTo("a.b");
        assertThat(Sidecar.of("a.b").spans()).isEmpty();
        assertThatThrownBy(() -> Sidecar.of("a.void")).hasMessage("namespace 'a.void': 'void' is reserved by Java");
    }
}
