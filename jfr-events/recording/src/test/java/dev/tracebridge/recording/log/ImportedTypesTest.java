package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.MigrationBitmapSyncEndEvent;
import dev.tracebridge.migration.MigrationBitmapSyncStartEvent;
import dev.tracebridge.migration.RamDiscardRangeEvent;
import dev.tracebridge.migration.VmstateDowntimeSaveEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK writes of generated event classes is the measure of what an import writes. */
class ImportedTypesTest {

    @TempDir
    private Path folder;

    @Test
    void areTheTypesOfGeneratedEvents() throws IOException {
        Path live = folder.resolve("live.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrationBitmapSyncStartEvent.emit();
            RamDiscardRangeEvent.emit("pc.ram", 4096, 8192);
            VmstateDowntimeSaveEvent.emit("iterable", "ram", 0, 17);
            MigrationBitmapSyncEndEvent.emit(42);
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            recording.dump(live);
        }
        Path imported = folder.resolve("imported.jfr");
        Imports.run(
                LogImport.with(ImportModel.ofQemu(catalogue())),
                imported,
                Imports.log("source.log", new String(Imports.printed(live), StandardCharsets.UTF_8)));

        Map<String, EventType> expected = types(live);
        Map<String, EventType> found = types(imported);

        assertThat(expected)
                .containsOnlyKeys(
                        "qemu.migration.migrate_set_state",
                        "qemu.migration.migration_bitmap_sync",
                        "qemu.migration.ram_discard_range",
                        "qemu.migration.vmstate_downtime_save");
        assertThat(found).containsKeys(expected.keySet().toArray(String[]::new));
        expected.forEach((name, type) -> {
            EventType other = found.get(name);
            assertThat(other.getLabel()).isEqualTo(type.getLabel());
            assertThat(other.getDescription()).isEqualTo(type.getDescription());
            assertThat(other.getCategoryNames()).isEqualTo(type.getCategoryNames());
            assertThat(annotations(other.getAnnotationElements()))
                    .containsAllEntriesOf(annotations(type.getAnnotationElements()));
            for (ValueDescriptor field : type.getFields()) {
                // A log has no stacks, and its traces all began in it.
                if (Set.of("stackTrace", "traceOrigin").contains(field.getName())) {
                    continue;
                }
                ValueDescriptor same = other.getField(field.getName());
                assertThat(same).as("%s of %s", field.getName(), name).isNotNull();
                assertThat(same.getTypeName()).isEqualTo(field.getTypeName());
                assertThat(same.getContentType()).isEqualTo(field.getContentType());
                assertThat(annotations(same.getAnnotationElements()).keySet())
                        .containsAll(annotations(field.getAnnotationElements()).keySet());
            }
        });
    }

    private static Catalogue catalogue() throws IOException {
        try (InputStream in = MigrateSetStateEvent.class.getResourceAsStream("trace-events")) {
            return Catalogue.parse("trace-events", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, EventType> types(Path file) throws IOException {
        Map<String, EventType> types = new TreeMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().startsWith("qemu.")) {
                types.put(event.getEventType().getName(), event.getEventType());
            }
        }
        return types;
    }

    /** Annotations by type, as far as they have a member: those without one are as good as named. */
    private static Map<String, Map<String, Object>> annotations(List<AnnotationElement> elements) {
        Map<String, Map<String, Object>> annotations = new HashMap<>();
        for (AnnotationElement element : elements) {
            Map<String, Object> values = new HashMap<>();
            for (ValueDescriptor member : element.getValueDescriptors()) {
                Object value = element.getValue(member.getName());
                Object plain = value instanceof Object[] array ? Arrays.asList(array) : value;
                boolean empty = plain == null || plain.equals("") || plain.equals(List.of());
                if (!empty) {
                    values.put(member.getName(), plain);
                }
            }
            boolean ofTheClass = element.getTypeName().equals("jdk.jfr.Registered")
                    || element.getTypeName().equals("jdk.jfr.Name");
            if (!ofTheClass) {
                annotations.put(element.getTypeName(), values);
            }
        }
        return annotations;
    }
}
