package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.unit.ContentType;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.internal.EventArray;
import org.openjdk.jmc.flightrecorder.internal.FlightRecordingLoader;

/** What JDK Mission Control's own parser, and the JDK's tool, read from a recording of the demo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissionControlIT {

    private static final String PREFIX = "qemu.migration.";

    private final Map<String, EventArray> types = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    @BeforeAll
    void load() throws IOException, CouldNotLoadRecordingException {
        try (InputStream recording = Files.newInputStream(DemoRun.once().source())) {
            for (EventArray type :
                    FlightRecordingLoader.loadStream(recording, false, false).getArrays()) {
                // Events of a type that overlap in time come in several arrays.
                types.put(type.getType().getIdentifier(), type);
                if (type.getEvents().length > 0) {
                    counts.merge(type.getType().getIdentifier(), type.getEvents().length, Integer::sum);
                }
            }
        }
    }

    @Test
    void showsCatalogueAndSourceFileAsCategories() {
        assertThat(type("migration_bitmap_sync").getTypeCategory()).containsExactly("qemu.migration", "ram.c");
        assertThat(type("vmstate_downtime_save").getTypeCategory()).containsExactly("qemu.migration", "savevm.c");
    }

    @Test
    void showsTracepointsAndArgumentsByTheirNames() {
        EventArray save = type("vmstate_downtime_save");

        assertThat(save.getType().getName()).isEqualTo("vmstate_downtime_save");
        assertThat(save.getType().getDescription()).startsWith("vmstate_downtime_save(const char *type, ");
        assertThat(save.getType().getAccessorKeys().values())
                .extracting(description -> description.getName())
                .contains("type", "idstr", "instance_id", "downtime");
    }

    @Test
    void showsUnits() {
        EventArray transferred = type("migrate_transferred");

        assertThat(quantity(transferred, "time_spent", UnitLookup.TIMESPAN).getUnit())
                .isEqualTo(UnitLookup.MILLISECOND);
        // The catalogue spells it so.
        assertThat(quantity(transferred, "tranferred", UnitLookup.MEMORY).getUnit())
                .isEqualTo(UnitLookup.BYTE);
    }

    @Test
    void showsPairsAsDurations() {
        EventArray sync = type("migration_bitmap_sync");
        IMemberAccessor<IQuantity, IItem> duration = JfrAttributes.DURATION.getAccessor(sync.getType());

        assertThat(sync.getEvents())
                .hasSizeGreaterThan(1)
                .allSatisfy(event ->
                        assertThat(duration.getMember(event).longValue()).isPositive());
    }

    @Test
    void readsEveryEvent() throws IOException {
        Map<String, Integer> recorded = new HashMap<>();
        for (var event : RecordingFile.readAllEvents(DemoRun.once().source())) {
            recorded.merge(event.getEventType().getName(), 1, Integer::sum);
        }
        recorded.keySet().removeIf(name -> !name.startsWith(PREFIX));

        assertThat(ours()).isEqualTo(recorded).isNotEmpty();
    }

    @Test
    void theJdksToolCountsTheSame() {
        String summary = DemoRun.tool("jfr", "summary", DemoRun.once().source().toString());

        assertThat(summarised(summary)).isNotEmpty().isEqualTo(ours());
    }

    @Test
    void theJdksToolPrintsArgumentsWithTheirUnits() {
        Path recording = DemoRun.once().source();
        String printed =
                DemoRun.tool("jfr", "print", "--events", PREFIX + "vmstate_downtime_save", recording.toString());

        assertThat(printed).contains("idstr = \"ram\"").containsPattern("downtime = [0-9.]+ [mu]?s");
    }

    private EventArray type(String tracepoint) {
        assertThat(types).containsKey(PREFIX + tracepoint);
        return types.get(PREFIX + tracepoint);
    }

    private static IQuantity quantity(EventArray events, String field, ContentType<IQuantity> kind) {
        IMemberAccessor<IQuantity, IItem> accessor = Attribute.attr(field, kind).getAccessor(events.getType());
        assertThat(accessor).as("%s is a %s", field, kind.getIdentifier()).isNotNull();
        return accessor.getMember(events.getEvents()[0]);
    }

    private Map<String, Integer> ours() {
        Map<String, Integer> ours = new TreeMap<>(counts);
        ours.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return ours;
    }

    private static Map<String, Integer> summarised(String summary) {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^\\s*(qemu\\.migration\\.\\w+)\\s+([1-9]\\d*)\\s+\\d+\\s*$")
                .matcher(summary);
        while (line.find()) {
            counts.put(line.group(1), Integer.parseInt(line.group(2)));
        }
        return counts;
    }
}
