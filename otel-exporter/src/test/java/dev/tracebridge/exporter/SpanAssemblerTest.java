package dev.tracebridge.exporter;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import dev.tracebridge.exporter.events.DowntimeSaveEvent;
import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.PostcopyPageEvent;
import dev.tracebridge.exporter.events.RamLoadLoopEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.EventData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanAssemblerTest {

    @TempDir
    private Path folder;

    @Test
    void makesASpanOfAPair() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent.open("ram", 2);
            SavevmSectionEvent.close("ram", 2, -1);
        });

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.context().isValid()).isTrue();
        assertThat(span.parent().isValid()).isFalse();
        assertThat(span.end()).isGreaterThanOrEqualTo(span.start());
        assertThat(span.status().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.scope().getName()).isEqualTo("qemu.migration");
        assertThat(span.scope().getVersion()).isEqualTo("00ff00ff00ff00ff");
        assertThat(span.attributes().asMap())
                .containsAllEntriesOf(Map.of(
                        stringKey("qemu.migration.id"),
                        "ram",
                        longKey("qemu.migration.section_id"),
                        2L,
                        stringKey("qemu.migration.end_id"),
                        "ram",
                        longKey("qemu.migration.ret"),
                        -1L,
                        stringKey("tracebridge.tracepoint"),
                        "savevm_section_start",
                        stringKey("thread.name"),
                        Thread.currentThread().getName()))
                .containsKey(longKey("thread.id"));
    }

    @Test
    void nestsSpansByTheirIds() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent outer = SavevmSectionEvent.begin("outer", 1);
            SavevmSectionEvent inner = SavevmSectionEvent.begin("inner", 2);
            SavevmSectionEvent.end(inner, "inner", 0);
            SavevmSectionEvent.end(outer, "outer", 0);
        });

        AssembledSpan inner = assembly.spans().get(0);
        AssembledSpan outer = assembly.spans().get(1);
        assertThat(inner.parent().getSpanId()).isEqualTo(outer.context().getSpanId());
        assertThat(inner.context().getTraceId()).isEqualTo(outer.context().getTraceId());
    }

    @Test
    void tellsAnErrorByItsType() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent event = SavevmSectionEvent.begin("ram", 2);
            SavevmSectionEvent.fail(event, new IllegalStateException("secret"));
        });

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.status().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.status().getDescription()).isEqualTo("java.lang.IllegalStateException");
        assertThat(span.attributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(span.attributes().get(stringKey("exception.type"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(span.attributes().get(stringKey("exception.message")))
                .as("messages may be secrets, and are not recorded")
                .isNull();
    }

    @Test
    void tellsTheMethodWhereAnEventHasAStackTrace() throws Exception {
        Path file = folder.resolve("stacks.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(SavevmSectionEvent.class).withStackTrace();
            recording.enable(RamSavePageEvent.class).withStackTrace();
            recording.start();
            save();
            recording.stop();
            recording.dump(file);
        }
        Assembly assembly = Assembly.read(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), file);

        String method = SpanAssemblerTest.class.getName() + ".save";
        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.attributes().get(stringKey("code.function.name"))).isEqualTo(method);
        assertThat(span.events().get(0).getAttributes().get(stringKey("code.function.name")))
                .isEqualTo(method);
    }

    private static void save() {
        SavevmSectionEvent section = SavevmSectionEvent.begin("ram", 2);
        RamSavePageEvent.emit("pc.ram", 0, 0, 0);
        SavevmSectionEvent.end(section, "ram", 0);
    }

    @Test
    void marksASpanWhoseEndNeverCame() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent.open("first", 2);
            SavevmSectionEvent.open("second", 2);
            SavevmSectionEvent.close("second", 2, 0);
        });

        assertThat(assembly.spans())
                .extracting(
                        span -> span.attributes().get(stringKey("qemu.migration.id")),
                        span -> span.attributes().get(booleanKey("tracebridge.unfinished")))
                .containsExactly(tuple("first", true), tuple("second", null));
    }

    @Test
    void tellsWhichThreadBeganASpanAndWhatEndedIt() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            PostcopyPageEvent.open(0xffff_8000_0000_1000L);
            onThread("placer", () -> PostcopyPageEvent.close(0xffff_8000_0000_1000L, "postcopy_place_page_zero"));
        });

        AssembledSpan span = assembly.span("postcopy_page");
        assertThat(span.attributes().asMap())
                .containsAllEntriesOf(Map.of(
                        stringKey("qemu.migration.hostaddr"), "0xffff800000001000",
                        stringKey("qemu.migration.host_addr"), "0xffff800000001000",
                        stringKey("tracebridge.ended_by"), "postcopy_place_page_zero",
                        stringKey("thread.name"), Thread.currentThread().getName()));
    }

    @Test
    void putsInstantsOnTheInnermostSpanOfTheirThread() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent outer = SavevmSectionEvent.begin("outer", 1);
            RamSavePageEvent.emit("first", 0, 0, 0);
            SavevmSectionEvent inner = SavevmSectionEvent.begin("inner", 2);
            RamSavePageEvent.emit("second", 0, 0, 0);
            onThread("other", () -> RamSavePageEvent.emit("elsewhere", 0, 0, 0));
            SavevmSectionEvent.end(inner, "inner", 0);
            RamSavePageEvent.emit("third", 0, 0, 0);
            SavevmSectionEvent.end(outer, "outer", 0);
        });

        assertThat(blocks(assembly.spans().get(0))).containsExactly("second");
        assertThat(blocks(assembly.spans().get(1))).containsExactly("first", "third");
        assertThat(assembly.span("ram_save_page").attributes().get(stringKey("qemu.migration.rbname")))
                .isEqualTo("elsewhere");
        assertThat(assembly.counts().exported()).isEqualTo(6);
    }

    @Test
    void doesNotTakeWhatAThreadDoesWhileAnAsynchronousSpanIsOpen() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            PostcopyPageEvent.open(1);
            RamSavePageEvent.emit("ram", 0, 0, 0);
            PostcopyPageEvent.close(1, null);
        });

        assertThat(assembly.span("postcopy_page").events()).isEmpty();
        assertThat(assembly.span("ram_save_page").start())
                .isEqualTo(assembly.span("ram_save_page").end());
    }

    @Test
    void spellsNumbersAsTheCataloguePrintsThem() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent event = SavevmSectionEvent.begin("ram", -1);
            RamSavePageEvent.emit(null, 0x10, -1, -1);
            RamSavePageEvent.emit("ram", 0, 0, Long.MAX_VALUE);
            SavevmSectionEvent.end(event, "ram", 0);
        });

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.attributes().get(longKey("qemu.migration.section_id"))).isEqualTo(4294967295L);
        assertThat(span.events().get(0).getAttributes().asMap())
                .containsOnly(
                        Map.entry(stringKey("qemu.migration.offset"), "0x10"),
                        Map.entry(stringKey("qemu.migration.host"), "0xffffffffffffffff"),
                        Map.entry(stringKey("qemu.migration.new"), "18446744073709551615"));
        assertThat(span.events().get(1).getAttributes().get(longKey("qemu.migration.new")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void givesStatesARoot() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            SavevmSectionEvent.open("ram", 2);
            SavevmSectionEvent.close("ram", 2, 0);
            MigrateSetStateEvent.emit("completed");
        });

        AssembledSpan root = assembly.span("migration");
        AssembledSpan setup = assembly.span("setup");
        AssembledSpan active = assembly.span("active");
        assertThat(root.parent().isValid()).isFalse();
        assertThat(root.start()).isEqualTo(setup.start());
        assertThat(root.end()).isEqualTo(active.end());
        assertThat(root.attributes().get(stringKey("qemu.migration.new_state"))).isEqualTo("completed");
        assertThat(root.status().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(assembly.spans())
                .filteredOn(span -> span != root)
                .allSatisfy(span -> assertThat(span.parent().getSpanId())
                        .isEqualTo(root.context().getSpanId()));
        assertThat(setup.attributes().get(stringKey("tracebridge.next"))).isEqualTo("active");
        assertThat(assembly.counts().received()).isEqualTo(3);
        assertThat(assembly.counts().spans()).isEqualTo(4);
    }

    @Test
    void marksARootThatEndsInFailure() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("failed");
        });

        assertThat(assembly.span("migration").status().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(assembly.span("migration").status().getDescription()).isEqualTo("failed");
        assertThat(assembly.span("setup").status().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void putsInstantsOfOtherThreadsOnTheOpenRoot() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            onThread("multifd", () -> RamSavePageEvent.emit("in setup", 0, 0, 0));
            MigrateSetStateEvent.emit("active");
            RamSavePageEvent.emit("in active", 0, 0, 0);
            MigrateSetStateEvent.emit("completed");
            RamSavePageEvent.emit("after", 0, 0, 0);
        });

        AssembledSpan root = assembly.span("migration");
        assertThat(blocks(root)).containsExactly("in setup", "in active");
        assertThat(root.events().get(0).getAttributes().get(stringKey("thread.name")))
                .isEqualTo("multifd");
        AssembledSpan after = assembly.span("ram_save_page");
        assertThat(after.context().getTraceId()).isNotEqualTo(root.context().getTraceId());
    }

    @Test
    void closesARootThatIsLeftOpen() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
        });
        // The machine outlives the recording.
        MigrateSetStateEvent.emit("completed");

        AssembledSpan root = assembly.span("migration");
        assertThat(root.attributes().get(booleanKey("tracebridge.unfinished"))).isTrue();
        assertThat(root.attributes().get(stringKey("qemu.migration.new_state"))).isEqualTo("active");
    }

    @Test
    void startsANewRootForARetry() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("completed");
        });

        assertThat(assembly.spans())
                .filteredOn(span -> span.name().equals("migration"))
                .extracting(span -> span.attributes().get(booleanKey("tracebridge.unfinished")))
                .containsExactly(true, null);
    }

    @Test
    void givesPhasesAChain() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            DowntimeCheckpointEvent.emit("src-downtime-start");
            RamSavePageEvent.emit("ram", 0, 0, 0);
            DowntimeCheckpointEvent.emit("src-vm-stopped");
            DowntimeCheckpointEvent.emit("src-downtime-end");
            SavevmSectionEvent.end(around, "around", 0);
        });

        AssembledSpan chain = assembly.span("source_downtime");
        AssembledSpan stopped = assembly.span("src-vm-stopped");
        AssembledSpan last = assembly.span("src-downtime-end");
        assertThat(chain.parent().getSpanId())
                .isEqualTo(assembly.span("savevm_section").context().getSpanId());
        assertThat(stopped.parent().getSpanId()).isEqualTo(chain.context().getSpanId());
        assertThat(last.parent().getSpanId()).isEqualTo(chain.context().getSpanId());
        assertThat(stopped.attributes().get(stringKey("qemu.migration.checkpoint")))
                .isEqualTo("src-downtime-start");
        assertThat(chain.start()).isEqualTo(stopped.start());
        assertThat(chain.end()).isEqualTo(last.end());
        assertThat(blocks(stopped)).containsExactly("ram");
    }

    @Test
    void namesAChainByItsLastCheckpointWhereSeveralBeginAlike() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            DowntimeCheckpointEvent.emit("src-downtime-start");
            DowntimeCheckpointEvent.emit("src-cancelled");
        });

        assertThat(assembly.span("source_cancelled").parent().isValid()).isFalse();
    }

    @Test
    void takesACheckpointOutsideEveryChainForAnInstant() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            DowntimeCheckpointEvent.emit("dst-precopy-loadvm-completed");
            SavevmSectionEvent.end(around, "around", 0);
        });

        assertThat(assembly.spans()).hasSize(1);
        assertThat(assembly.spans().get(0).events())
                .extracting(EventData::getName)
                .containsExactly("vmstate_downtime_checkpoint");
    }

    @Test
    void makesASpanOfADurationInAnArgument() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            // Longer than a microsecond, so that the span that says so lies inside.
            CountDownLatch later = new CountDownLatch(1);
            onThread("later", later::countDown);
            later.await();
            DowntimeSaveEvent.emit("iterable", "ram", 5);
            SavevmSectionEvent.end(around, "around", 0);
            DowntimeSaveEvent.emit("iterable", "longer than its thread's span", 3_600_000_000L);
        });

        AssembledSpan around = assembly.span("savevm_section");
        assertThat(assembly.spans())
                .filteredOn(span -> span.name().equals("vmstate_downtime_save"))
                .extracting(
                        span -> span.end() - span.start(), span -> span.parent().getSpanId())
                .containsExactly(
                        tuple(5_000L, around.context().getSpanId()),
                        tuple(3_600_000_000_000L, SpanContext.getInvalid().getSpanId()));
    }

    @Test
    void takesAMetricForAnInstantWhereItIsRecorded() throws Exception {
        Assembly off = Assembly.of(() -> RamLoadLoopEvent.emit(1));
        assertThat(off.counts().received()).isZero();

        Assembly on = Assembly.of(() -> {
            try (Recording enabling = new Recording()) {
                enabling.enable(RamLoadLoopEvent.class);
                enabling.start();
                RamLoadLoopEvent.emit(1);
            }
        });
        assertThat(on.span("ram_load_loop").attributes().get(longKey("qemu.migration.flags")))
                .isEqualTo(1);
    }

    @Test
    void dropsAndCountsWhatIsTooMuchForOneSpan() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            for (int i = 0; i < 200; i++) {
                RamSavePageEvent.emit("ram", i, 0, 0);
            }
            SavevmSectionEvent.end(around, "around", 0);
        });

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(span.events()).hasSize(128);
        assertThat(span.events().get(127).getAttributes().get(stringKey("qemu.migration.offset")))
                .isEqualTo("0x7f");
        assertThat(span.getTotalRecordedEvents()).isEqualTo(200);
        assertThat(assembly.counts().dropped()).containsOnly(Map.entry(DropReason.EVENT_LIMIT, 72L));
        assertThat(assembly.counts().exported()).isEqualTo(129);
    }

    @Test
    void dropsAndCountsWhatIsTooMuchForARoot() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            MigrateSetStateEvent.emit("setup");
            for (int i = 0; i < 130; i++) {
                RamSavePageEvent.emit("ram", i, 0, 0);
            }
            MigrateSetStateEvent.emit("completed");
        });

        assertThat(assembly.span("migration").getTotalRecordedEvents()).isEqualTo(130);
        assertThat(assembly.counts().dropped()).containsOnly(Map.entry(DropReason.EVENT_LIMIT, 2L));
    }

    @Test
    void holdsNoMoreInstantsThanItMay() throws Exception {
        AssemblyLimits limits = new AssemblyLimits(SpanLimits.getDefault(), 10, Duration.ofDays(1));
        Assembly assembly = Assembly.of(limits, SpanContext.getInvalid(), () -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            for (int i = 0; i < 25; i++) {
                RamSavePageEvent.emit("ram", i, 0, 0);
            }
            SavevmSectionEvent.end(around, "around", 0);
        });

        assertThat(assembly.span("savevm_section").events()).hasSize(10);
        assertThat(assembly.spans())
                .filteredOn(span -> span.name().equals("ram_save_page"))
                .hasSize(15);
    }

    @Test
    void waitsNoLongerForASpanThanItMay() throws Exception {
        AssemblyLimits limits = new AssemblyLimits(SpanLimits.getDefault(), 1000, Duration.ZERO);
        Assembly assembly = Assembly.of(limits, SpanContext.getInvalid(), () -> {
            SavevmSectionEvent around = SavevmSectionEvent.begin("around", 1);
            RamSavePageEvent.emit("ram", 0, 0, 0);
            onThread("other", () -> RamSavePageEvent.emit("ram", 1, 0, 0));
            SavevmSectionEvent.end(around, "around", 0);
        });

        assertThat(assembly.span("savevm_section").events()).isEmpty();
        assertThat(assembly.counts().exported()).isEqualTo(3);
    }

    @Test
    void putsWhatHasNoParentUnderTheParentOfTheProcess() throws Exception {
        SpanContext parent = SpanIds.context(1, 2, 3);
        Assembly assembly = Assembly.of(
                AssemblyLimits.file(SpanLimits.getDefault()), parent, () -> RamSavePageEvent.emit("ram", 0, 0, 0));

        AssembledSpan span = assembly.span("ram_save_page");
        assertThat(span.parent()).isEqualTo(parent);
        assertThat(span.context().getTraceId()).isEqualTo(parent.getTraceId());
    }

    @Test
    void cutsLongTexts() throws Exception {
        AssemblyLimits limits = AssemblyLimits.file(
                SpanLimits.builder().setMaxAttributeValueLength(3).build());
        Assembly assembly =
                Assembly.of(limits, SpanContext.getInvalid(), () -> RamSavePageEvent.emit("pc.ram", 0, 0, 0));

        assertThat(assembly.span("ram_save_page").attributes().get(stringKey("qemu.migration.rbname")))
                .isEqualTo("pc.");
    }

    @Test
    void givesTheSameIdsTwice() throws Exception {
        Path file = Files.createTempFile("twice", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            for (int i = 0; i < 100; i++) {
                RamSavePageEvent.emit("ram", i, 0, 0);
            }
            recording.stop();
            recording.dump(file);
            AssemblyLimits limits = AssemblyLimits.file(SpanLimits.getDefault());
            Assembly first = Assembly.read(limits, SpanContext.getInvalid(), file);
            Assembly second = Assembly.read(limits, SpanContext.getInvalid(), file);

            assertThat(first.spans()).hasSize(100);
            assertThat(first.spans()).extracting(AssembledSpan::context).doesNotHaveDuplicates();
            assertThat(second.spans())
                    .extracting(AssembledSpan::context)
                    .containsExactlyElementsOf(
                            first.spans().stream().map(AssembledSpan::context).toList());
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> blocks(AssembledSpan span) {
        return span.events().stream()
                .map(event -> event.getAttributes().get(stringKey("qemu.migration.rbname")))
                .toList();
    }

    private static void onThread(String name, Runnable task) throws InterruptedException {
        Thread thread = new Thread(task, name);
        thread.start();
        thread.join();
    }
}
