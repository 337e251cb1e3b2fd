package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.Registered;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

class LiveEventsTest {

    /** Long enough for Flight Recorder to tell it once and refer to it from then on. */
    private static final String SHARED = "dst-precopy-bh-announced-by-a-test";

    private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Test
    void keepsTheStringsOfAChunkWhenAnEventClassIsLoaded() throws Exception {
        try (Recording recording = started();
                LiveEvents live = new LiveEvents(
                        new ExportedEvents(Map.of()), recording.getStartTime(), this::deliver, () -> {}, said::add)) {
            Thread stream = new Thread(live::run, "stream");
            stream.setDaemon(true);
            stream.start();
            do {
                // What is emitted before the stream has begun is not delivered.
                DowntimeCheckpointEvent.emit(SHARED);
            } while (delivered.poll(100, TimeUnit.MILLISECONDS) == null);
            deliverAll("before");

            FlightRecorder.register(LoadedLate.class);
            DowntimeCheckpointEvent.emit(SHARED);
            DowntimeCheckpointEvent.emit(SHARED);

            assertThat(deliverAll("after")).containsExactly(SHARED, SHARED);
        }
        assertThat(said).isEmpty();
    }

    private void deliver(RecordedEvent event) {
        if (event.hasField("checkpoint")) {
            delivered.add(String.valueOf(event.getString("checkpoint")));
        }
    }

    private static Recording started() {
        Recording recording = new Recording();
        recording.start();
        return recording;
    }

    private List<String> deliverAll(String last) throws InterruptedException {
        DowntimeCheckpointEvent.emit(last);
        List<String> before = new ArrayList<>();
        while (true) {
            String checkpoint = delivered.poll(1, TimeUnit.MINUTES);
            assertThat(checkpoint).as("checkpoint delivered").isNotNull();
            if (checkpoint.equals(last)) {
                return before;
            }
            before.add(checkpoint);
        }
    }

    @Registered(false)
    private static final class LoadedLate extends Event {}
}
