package dev.tracebridge.exporter;

import dev.tracebridge.recording.TracepointType;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.consumer.MetadataEvent;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * The events of this JVM's tracepoints, a second after they happened at the latest. Events of others in the same chunks are skipped without being
 * parsed.
 */
final class LiveEvents implements AutoCloseable {

    private final RecordingStream stream;
    private final Consumer<RecordedEvent> events;
    private final Consumer<String> log;
    private final StreamStrings strings;
    private final Set<String> subscribed = new HashSet<>();
    private boolean stringsAreKept = true;

    /**
     * Prepares a stream.
     *
     * @param exported what to enable
     * @param since where to begin, in what other recordings have left on disk
     * @param events takes the events, in the order of their ends
     * @param flushed is called about every second, after the events until then
     * @param log is told what goes wrong
     */
    LiveEvents(
            ExportedEvents exported,
            Instant since,
            Consumer<RecordedEvent> events,
            Runnable flushed,
            Consumer<String> log) {
        this.stream = new RecordingStream();
        this.events = events;
        this.log = log;
        this.strings = new StreamStrings(stream);
        stream.setSettings(exported.settings());
        stream.setStartTime(since);
        stream.setReuse(true);
        stream.setOrdered(true);
        stream.onMetadata(this::subscribe);
        stream.onFlush(flushed);
        stream.onError(error -> log.accept("export: an event was lost: " + error));
    }

    /** New types are told before their first event is parsed. */
    private void subscribe(MetadataEvent metadata) {
        keepStrings();
        for (EventType type : metadata.getAddedEventTypes()) {
            boolean wanted = TracepointType.of(type).isPresent()
                    || RareEvent.Kind.of(type).isPresent()
                    || ProcessAttributeEvent.isType(type);
            if (wanted && subscribed.add(type.getName())) {
                stream.onEvent(type.getName(), events);
            }
        }
    }

    private void keepStrings() {
        if (!stringsAreKept) {
            return;
        }
        try {
            strings.keep();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError otherJdk) {
            stringsAreKept = false;
            log.accept("text arguments may be missing from what is exported of this JVM, not from recordings: "
                    + otherJdk);
        }
    }

    void apply(ExportedEvents exported) {
        stream.setSettings(exported.settings());
    }

    /** Delivers events on this thread until the stream is closed. */
    void run() {
        stream.start();
    }

    @Override
    public void close() {
        stream.close();
    }
}
