package dev.tracebridge.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.catalogue.ContentType;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.GroupEvent;
import dev.tracebridge.runtime.SpanEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TracepointTypeTest {

    private static final String SECTION_START =
            "savevm_section_start(const char *id, unsigned int section_id, const char *new) \"%s, section_id %u %s\"";
    private static final String SECTION_END =
            "savevm_section_end(const char *id, unsigned int section_id, int ret) \"%s, section_id %u -> %d\"";
    private static final String SECTION_BROKEN = "savevm_section_broken(long ret, uint64_t host) \"%ld 0x%\" PRIx64";

    @TempDir
    Path folder;

    /** Where an event type comes from. */
    private enum Origin {
        JVM,
        FILE
    }

    @ParameterizedTest
    @EnumSource
    void readsAnInstant(Origin origin) throws IOException {
        TracepointType type = read(InstantEvent.class, origin).orElseThrow();

        assertThat(type.name()).isEqualTo("ram_save_page");
        assertThat(type.spanName()).isEqualTo("ram_save_page");
        assertThat(type.role()).isEqualTo(EventRole.INSTANT);
        assertThat(type.namespace()).isEqualTo("qemu.migration");
        assertThat(type.group()).isEqualTo("ram.c");
        assertThat(type.hash()).isEqualTo("00ff");
        assertThat(type.shape()).isEmpty();
        assertThat(type.tracepoint().orElseThrow().format().text())
                .isEqualTo("\"%s: offset: 0x%\" PRIx64 \" host: %p\"");
        assertThat(type.fields())
                .extracting(TracepointField::fieldName, TracepointField::content)
                .containsExactly(
                        tuple("rbname", ContentType.NONE),
                        tuple("offset", ContentType.MEMORY_ADDRESS),
                        tuple("host", ContentType.MEMORY_ADDRESS));
    }

    @ParameterizedTest
    @EnumSource
    void readsASpan(Origin origin) throws IOException {
        TracepointType type = read(SectionEvent.class, origin).orElseThrow();

        assertThat(type.role()).isEqualTo(EventRole.SPAN);
        assertThat(type.name()).isEqualTo("savevm_section_start");
        assertThat(type.spanName()).isEqualTo("savevm_section");
        assertThat(type.shape()).contains(SpanShape.STACK);
        assertThat(type.key()).containsExactly("section_id");
        assertThat(type.ends()).extracting(Tracepoint::name).containsExactly("savevm_section_end");
        assertThat(type.failures()).extracting(Tracepoint::name).containsExactly("savevm_section_broken");
    }

    @Test
    void findsTheArgumentOfEachField() throws IOException {
        TracepointType type = read(SectionEvent.class, Origin.JVM).orElseThrow();

        assertThat(type.fields())
                .extracting(
                        TracepointField::fieldName,
                        TracepointField::name,
                        f -> f.tracepoint().name(),
                        TracepointField::end)
                .containsExactlyInAnyOrder(
                        tuple("id", "id", "savevm_section_start", false),
                        tuple("section_id", "section_id", "savevm_section_start", false),
                        tuple("new_", "new", "savevm_section_start", false),
                        tuple("end_id", "end_id", "savevm_section_end", true),
                        tuple("ret", "ret", "savevm_section_end", true),
                        tuple("host", "host", "savevm_section_broken", true),
                        tuple("savevm_section_broken_ret", "savevm_section_broken_ret", "savevm_section_broken", true));
    }

    @ParameterizedTest
    @EnumSource
    void readsStates(Origin origin) throws IOException {
        TracepointType type = read(StateEvent.class, origin).orElseThrow();

        assertThat(type.role()).isEqualTo(EventRole.STATES);
        assertThat(type.spanName()).isEqualTo("migration");
        assertThat(type.argument()).isEqualTo("new_state");
        assertThat(type.initial()).containsExactlyInAnyOrder("setup", "active");
        assertThat(type.terminal()).containsExactlyInAnyOrder("completed", "failed");
        assertThat(type.failed()).containsExactly("failed");
    }

    @Test
    void readsChainsInThrees() throws IOException {
        TracepointType type = read(CheckpointEvent.class, Origin.FILE).orElseThrow();

        assertThat(type.role()).isEqualTo(EventRole.PHASES);
        assertThat(type.chains())
                .containsExactly(
                        new Chain("source_downtime", "src-downtime-start", "src-downtime-end"),
                        new Chain("destination_downtime", "dst-precopy-loadvm-completed", "dst-precopy-bh-exit"));
    }

    @Test
    void readsTheUnitOfACompleteEvent() throws IOException {
        assertThat(read(CompleteEvent.class, Origin.JVM).orElseThrow().timeUnit())
                .contains(TimeUnit.MICROSECONDS);
        assertThat(read(InstantEvent.class, Origin.JVM).orElseThrow().timeUnit())
                .isEmpty();
    }

    @Test
    void keepsTheNameWhereTheDeclarationIsMalformed() throws IOException {
        TracepointType type = read(MalformedEvent.class, Origin.FILE).orElseThrow();

        assertThat(type.name()).isEqualTo("broken");
        assertThat(type.tracepoint()).isEmpty();
        assertThat(type.fields()).isEmpty();
        assertThat(type.role()).isEqualTo(EventRole.INSTANT);
    }

    @Test
    void isNothingForOtherEvents() throws IOException {
        assertThat(read(ForeignEvent.class, Origin.JVM)).isEmpty();
    }

    private Optional<TracepointType> read(Class<? extends Event> event, Origin origin) throws IOException {
        EventType live = EventType.getEventType(event);
        if (origin == Origin.JVM) {
            return TracepointType.of(live);
        }
        Path file = folder.resolve("types.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        try (RecordingFile recorded = new RecordingFile(file)) {
            return recorded.readEventTypes().stream()
                    .filter(type -> type.getName().equals(live.getName()))
                    .findFirst()
                    .flatMap(TracepointType::of);
        }
    }

    @Name("qemu.migration.ram_save_page")
    @StackTrace(false)
    @TracepointMetadata(
            name = "ram_save_page",
            format = "\"%s: offset: 0x%\" PRIx64 \" host: %p\"",
            declaration =
                    "ram_save_page(const char *rbname, uint64_t offset, void *host) \"%s: offset: 0x%\" PRIx64 \" host: %p\"",
            group = "ram.c",
            catalogue = "qemu.migration",
            hash = "00ff")
    private static final class InstantEvent extends Event {
        String rbname;

        @MemoryAddress
        long offset;

        @MemoryAddress
        long host;
    }

    @Name("qemu.migration.savevm_section")
    @TracepointMetadata(
            name = "savevm_section_start",
            format = "",
            declaration = SECTION_START,
            group = "savevm.c",
            catalogue = "qemu.migration",
            hash = "00ff")
    @SpanMetadata(
            name = "savevm_section",
            role = "span",
            shape = "stack",
            key = "section_id",
            ends = SECTION_END,
            failures = SECTION_BROKEN)
    private static final class SectionEvent extends SpanEvent {
        String id;
        int section_id;
        String new_;
        String end_id;
        int ret;
        long host;
        long savevm_section_broken_ret;
    }

    @Name("qemu.migration.migrate_set_state")
    @TracepointMetadata(
            name = "migrate_set_state",
            format = "\"new state %s\"",
            declaration = "migrate_set_state(const char *new_state) \"new state %s\"",
            group = "migration.c",
            catalogue = "qemu.migration",
            hash = "00ff")
    @SpanMetadata(
            name = "migration",
            role = "states",
            argument = "new_state",
            initial = {"setup", "active"},
            terminal = {"completed", "failed"},
            failed = "failed")
    private static final class StateEvent extends GroupEvent {
        String new_state;
    }

    @Name("qemu.migration.vmstate_downtime_checkpoint")
    @TracepointMetadata(
            name = "vmstate_downtime_checkpoint",
            format = "\"%s\"",
            declaration = "vmstate_downtime_checkpoint(const char *checkpoint) \"%s\"",
            group = "migration.c",
            catalogue = "qemu.migration",
            hash = "00ff")
    @SpanMetadata(
            name = "vmstate_downtime_checkpoint",
            role = "phases",
            argument = "checkpoint",
            chains = {
                "source_downtime",
                "src-downtime-start",
                "src-downtime-end",
                "destination_downtime",
                "dst-precopy-loadvm-completed",
                "dst-precopy-bh-exit",
                "left over"
            })
    private static final class CheckpointEvent extends GroupEvent {
        String checkpoint;
    }

    @Name("qemu.migration.vmstate_downtime_save")
    @TracepointMetadata(
            name = "vmstate_downtime_save",
            format = "",
            declaration =
                    "vmstate_downtime_save(const char *type, const char *idstr, uint32_t instance_id, int64_t downtime)"
                            + " \"type=%s idstr=%s instance_id=%d downtime=%\" PRIi64",
            group = "savevm.c",
            catalogue = "qemu.migration",
            hash = "00ff")
    @SpanMetadata(name = "vmstate_downtime_save", role = "complete", argument = "downtime", unit = "us")
    private static final class CompleteEvent extends Event {
        long downtime;
    }

    @Name("hostile.broken")
    @TracepointMetadata(
            name = "broken",
            format = "%",
            declaration = "broken(struct x *",
            group = "",
            catalogue = "hostile",
            hash = "")
    @SpanMetadata(name = "", role = "nonsense")
    private static final class MalformedEvent extends Event {
        int value;
    }

    @Name("other.Foreign")
    private static final class ForeignEvent extends Event {}
}
