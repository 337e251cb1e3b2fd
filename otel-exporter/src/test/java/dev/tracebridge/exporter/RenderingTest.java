package dev.tracebridge.exporter;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebridge.exporter.Measurement.Metric;
import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import dev.tracebridge.exporter.events.DowntimeSaveEvent;
import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.EventData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {

    private static final String NEVER_SHORT_ENOUGH = "savevm_section:1000000s";

    @Test
    void makesALogRecordOfAnInstantAndTellsItsSpan() throws Exception {
        Assembly assembly = Assembly.of("ram_save_*:log", null, RenderingTest::pageInSection);

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.events()).isEmpty();
        AssembledLog log = assembly.logs().get(0);
        assertThat(log.getEventName()).isEqualTo("qemu.migration.ram_save_page");
        assertThat(log.getSpanContext()).isEqualTo(span.context());
        assertThat(log.getSeverity()).isEqualTo(Severity.INFO);
        assertThat(log.getTimestampEpochNanos()).isBetween(span.start(), span.end());
        assertThat(log.getAttributes().asMap())
                .containsEntry(stringKey("qemu.migration.rbname"), "pc.ram")
                .containsEntry(stringKey("thread.name"), Thread.currentThread().getName())
                .containsKey(longKey("thread.id"));
    }

    @Test
    void makesALogRecordOfASpanAndMovesItsChildrenUp() throws Exception {
        Assembly assembly = Assembly.of("savevm_section:log", null, () -> {
            SavevmSectionEvent event = SavevmSectionEvent.begin("ram", 2);
            SavevmSectionEvent.fail(event, new IllegalStateException("secret"));
        });

        assertThat(assembly.spans()).isEmpty();
        AssembledLog log = assembly.logs().get(0);
        assertThat(log.getSeverity()).isEqualTo(Severity.ERROR);
        assertThat(log.getAttributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(log.getSpanContext().isValid()).isTrue();
    }

    @Test
    void countsAndMeasures() throws Exception {
        Assembly assembly = Assembly.of(
                "ram_save_page:counter(offset),savevm_section:histogram,vmstate_*:histogram(downtime)", null, () -> {
                    pageInSection();
                    DowntimeSaveEvent.emit("iterable", "ram", 1500);
                });

        assertThat(assembly.spans()).isEmpty();
        assertThat(assembly.measurements())
                .extracting(m -> m.metric().name())
                .containsExactly(
                        "qemu.migration.ram_save_page",
                        "qemu.migration.savevm_section",
                        "qemu.migration.vmstate_downtime_save");
        assertThat(assembly.measurements())
                .extracting(m -> m.metric().isHistogram())
                .containsExactly(false, true, true);
        assertThat(assembly.measurements().get(0).value()).isEqualTo(4096);
        Measurement duration = assembly.measurements().get(1);
        assertThat(duration.metric().unit()).isEqualTo("s");
        assertThat(duration.value()).isBetween(0.0, 60.0);
        assertThat(assembly.measurements().get(2).value()).isEqualTo(1500);
        assertThat(assembly.counts().exported()).isEqualTo(3);
    }

    @Test
    void makesASpanWithoutDurationOfAnInstant() throws Exception {
        Assembly assembly = Assembly.of("ram_save_page:span", null, RenderingTest::pageInSection);

        AssembledSpan point = assembly.span("ram_save_page");
        assertThat(point.start()).isEqualTo(point.end());
        assertThat(point.parent().getSpanId())
                .isEqualTo(assembly.span("savevm_section").context().getSpanId());
    }

    @Test
    void makesAnEventOfASpan() throws Exception {
        Assembly assembly = Assembly.of("savevm_section:event", null, () -> {
            DowntimeCheckpointEvent.emit("src-downtime-start");
            pageInSection();
            DowntimeCheckpointEvent.emit("src-downtime-end");
        });

        assertThat(assembly.span("src-downtime-end").events())
                .extracting(EventData::getName)
                .containsExactly("ram_save_page", "savevm_section");
    }

    @Test
    void leavesOutWhatIsOffAndMovesItsChildrenUp() throws Exception {
        Assembly assembly = Assembly.of("migrate_set_state:off", null, () -> {
            MigrateSetStateEvent.emit("setup");
            SavevmSectionEvent section = SavevmSectionEvent.begin("ram", 1);
            SavevmSectionEvent.end(section, "ram", 0);
            MigrateSetStateEvent.emit("completed");
        });

        assertThat(assembly.spans()).hasSize(1);
        assertThat(assembly.span("savevm_section").parent().isValid())
                .as("its root is not there")
                .isFalse();
        assertThat(assembly.counts().dropped().get(DropReason.RENDERED_OFF)).isPositive();
    }

    @Test
    void leavesOutShortSpansAndMovesTheirChildrenAndEventsUp() throws Exception {
        Assembly assembly = Assembly.of(
                "savevm_section:span",
                "*:1000000s,postcopy_page:0ns,vmstate_downtime_save:0s,savevm_section:1000000s",
                () -> {
                    SavevmSectionEvent section = SavevmSectionEvent.begin("ram", 1);
                    RamSavePageEvent.emit("pc.ram", 0, 0, 0);
                    DowntimeSaveEvent.emit("iterable", "ram", 0);
                    SavevmSectionEvent.end(section, "ram", 0);
                });

        assertThat(assembly.counts().dropped()).isEqualTo(Map.of(DropReason.THRESHOLD, 1L));
        assertThat(assembly.spans())
                .extracting(AssembledSpan::name)
                .containsExactlyInAnyOrder("ram_save_page", "vmstate_downtime_save");
        assertThat(assembly.spans()).noneMatch(span -> span.parent().isValid());
    }

    @Test
    void keepsAShortSpanThatFailed() throws Exception {
        Assembly assembly = Assembly.of(null, NEVER_SHORT_ENOUGH, () -> {
            SavevmSectionEvent event = SavevmSectionEvent.begin("ram", 2);
            SavevmSectionEvent.fail(event, new IllegalStateException());
        });

        assertThat(assembly.spans()).hasSize(1);
    }

    @Test
    void heedsAttributeLimitsAndSaysWhatIsMissing() throws Exception {
        SpanLimits limits = SpanLimits.builder()
                .setMaxNumberOfAttributes(2)
                .setMaxNumberOfAttributesPerEvent(1)
                .build();
        Assembly assembly =
                Assembly.of(AssemblyLimits.file(limits), SpanContext.getInvalid(), RenderingTest::pageInSection);

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.attributes().size()).isEqualTo(2);
        assertThat(span.getTotalAttributeCount()).isGreaterThan(4);
        EventData event = span.events().get(0);
        assertThat(event.getAttributes().size()).isEqualTo(1);
        assertThat(event.getTotalAttributeCount()).isEqualTo(4);
    }

    @Test
    void lastItemDecides() {
        RenderRules rules = RenderRules.of(Map.of("threshold", "a*:1ms,ab:2us,*c:3s"));

        assertThat(rules.threshold("aa")).isEqualTo(1_000_000);
        assertThat(rules.threshold("ab")).isEqualTo(2_000);
        assertThat(rules.threshold("ac")).isEqualTo(3_000_000_000L);
        assertThat(rules.threshold("b")).isZero();
        assertThat(rules.longestThreshold()).isEqualTo(3_000_000_000L);
        assertThat(rules.rendering(List.of("a"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "render    | ram_save_page     | 'ram_save_page' is not of the form NAME:VALUE",
                "render    | a:log,            | '' is not of the form NAME:VALUE",
                "render    | -a:log            | '-a:log' is not of the form NAME:VALUE",
                "render    | a:lgo             | unknown rendering 'lgo': did you mean 'log'?",
                "render    | a b:log           | ' ' in pattern 'a b'",
                "threshold | a:1               | '1' is no duration: expected a whole number and ns, us, ms or s",
                "threshold | a:9999999999s     | '9999999999s' is no duration",
            })
    void refusesWhatMakesNoSense(String option, String value, String message) {
        assertThatThrownBy(() -> RenderRules.of(Map.of(option, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(option + '=' + value + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void metricsOfOneMeaningAreOne() throws Exception {
        Assembly assembly = Assembly.of("ram_save_page:counter", null, () -> {
            RamSavePageEvent.emit("pc.ram", 0, 0, 0);
            RamSavePageEvent.emit("pc.ram", 1, 0, 0);
        });

        Metric metric = assembly.measurements().get(0).metric();
        assertThat(assembly.measurements()).extracting(Measurement::metric).containsExactly(metric, metric);
        assertThat(metric.unit()).isEqualTo("{event}");
        assertThat(metric.description()).startsWith("ram_save_page(const char *rbname");
    }

    private static void pageInSection() {
        SavevmSectionEvent section = SavevmSectionEvent.begin("ram", 2);
        RamSavePageEvent.emit("pc.ram", 4096, 0, 0);
        SavevmSectionEvent.end(section, "ram", 0);
    }
}
