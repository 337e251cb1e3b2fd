package dev.tracebridge.bench.tracepoint;

import dev.tracebridge.bench.traced.ByHand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.EventSettings;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A recording around all that a benchmark does, warm-up included; it is read back at the end. */
@State(Scope.Benchmark)
public class Recorded {

    /** The system property with the events to be recorded, by name. */
    public static final String EVENTS = "bench.events";

    /** The system property that is {@code off} where the events are not to be recorded, {@value #COUNTED} where their metrics are, {@code stack} where they have stack traces. */
    public static final String MODE = "bench.mode";

    /** The system property with the filter of {@code jdk.MethodTrace}. */
    public static final String FILTER = "bench.filter";

    /** The mode in which a tracepoint counts its hits instead of emitting them. */
    public static final String COUNTED = "counted";

    private static final String METRIC = "dev.tracebridge.Metric";
    private static final String LOSS = "jdk.DataLoss";

    private final List<String> events = List.of(System.getProperty(EVENTS, "").split(","));
    private Recording recording;

    /** Starts the recording. */
    @Setup(Level.Trial)
    public void start() {
        String mode = System.getProperty(MODE, "on");
        String filter = System.getProperty(FILTER);
        recording = new Recording();
        recording.enable(LOSS);
        for (String event : events) {
            if (mode.equals(COUNTED)) {
                recording.enable(METRIC);
                continue;
            }
            if (mode.equals("off")) {
                recording.disable(event);
                continue;
            }
            EventSettings settings = recording.enable(event).withThreshold(Duration.ZERO);
            if (mode.equals("stack")) {
                settings.withStackTrace();
            } else {
                settings.withoutStackTrace();
            }
            if (filter != null) {
                settings.with("filter", filter);
            }
        }
        recording.start();
    }

    /** Counts what was recorded. */
    @TearDown(Level.Trial)
    public void count() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("bench", ".jfr");
        try {
            recording.dump(file);
            recording.close();
            Map<String, Long> counts = new TreeMap<>(RecordedEvents.count(file));
            if (counts.containsKey(METRIC)) {
                addCounted(file, counts);
            }
            counts.put(ByHand.HOT, ByHand.hits());
            for (String event : events) {
                Calls.write("recorded." + event, counts.getOrDefault(event, 0L));
            }
            Calls.write("lost", counts.getOrDefault(LOSS, 0L));
        } finally {
            Files.delete(file);
        }
    }

    /** What was counted is written from the beginning each time. */
    private static void addCounted(Path file, Map<String, Long> counts) throws IOException {
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals(METRIC)) {
                    counts.merge(event.getString("metric"), event.getLong("count"), Math::max);
                }
            }
        }
    }
}
