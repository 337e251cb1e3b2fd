package dev.tracebridge.recording.print;

import dev.tracebridge.catalogue.TracepointPattern;
import dev.tracebridge.recording.log.LogImport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints the records of a recording: what was imported log by log, in the order of the lines, everything else in the order of time.
 *
 * <p>Memory does not grow with the recording. A recording of several logs is read once for each.
 */
public final class RecordingPrint {

    /** Each chunk of a file brings its own type objects. */
    private static final int CACHED_TYPES = 16_384;

    private static final int LOGS = 10_000;

    private final RecordRendering rendering;
    private Optional<TracepointPattern> pattern = Optional.empty();
    private Instant from = Instant.MIN;
    private Instant to = Instant.MAX;
    private final Map<EventType, Optional<PrintedType>> types = new IdentityHashMap<>();

    private RecordingPrint(RecordRendering rendering) {
        this.rendering = rendering;
    }

    /**
     * Prints in a form.
     *
     * @param form what a record looks like
     * @param harmless whether to replace control characters, for a terminal
     */
    public static RecordingPrint as(PrintForm form, boolean harmless) {
        return new RecordingPrint(
                switch (form) {
                    case LOG, TIMESTAMP, ISO -> new LineRendering(form, harmless);
                    case JSON -> new JsonRendering();
                    case CSV -> new CsvRendering(harmless);
                });
    }

    /**
     * Prints only some tracepoints.
     *
     * @param wanted which; where it begins by taking some away, all others
     * @return this
     */
    public RecordingPrint only(TracepointPattern wanted) {
        pattern = Optional.of(wanted);
        return this;
    }

    /**
     * Prints only what happened from then on.
     *
     * @param time the first moment
     * @return this
     */
    public RecordingPrint from(Instant time) {
        from = time;
        return this;
    }

    /**
     * Prints only what happened before.
     *
     * @param time the first moment that is too late
     * @return this
     */
    public RecordingPrint until(Instant time) {
        to = time;
        return this;
    }

    /**
     * Prints recordings one after the other.
     *
     * @param files the recordings
     * @param out takes the text; stays open
     * @throws IOException where a recording cannot be read or the text not be written
     */
    public void run(List<Path> files, OutputStream out) throws IOException {
        out.write(rendering.header());
        for (Path file : files) {
            Set<String> logs = new LinkedHashSet<>();
            try (LineSorter sorter = new LineSorter()) {
                pass(file, event -> first(event, logs, sorter, out));
                int done = 1;
                while (done < logs.size()) {
                    String log = List.copyOf(logs).get(done++);
                    pass(file, event -> later(event, log, out));
                }
                sorter.writeTo(out);
            }
        }
        out.flush();
    }

    private interface Use {
        void accept(RecordedEvent event) throws IOException;
    }

    private void pass(Path file, Use use) throws IOException {
        types.clear();
        try (RecordingFile recording = reading(file, () -> new RecordingFile(file))) {
            while (recording.hasMoreEvents()) {
                use.accept(reading(file, recording::readEvent));
            }
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** The JDK's parser names no file, and throws what its arithmetic on damaged bytes comes to. */
    private static <T> T reading(Path file, Reading<T> work) throws IOException {
        try {
            return work.read();
        } catch (NoSuchFileException | AccessDeniedException named) {
            throw named;
        } catch (FileNotFoundException missing) {
            throw new NoSuchFileException(file.toString());
        } catch (IOException | RuntimeException damaged) {
            throw new IOException(
                    file + ": expected a JDK Flight Recorder recording, found a file that cannot be read as one: "
                            + damaged,
                    damaged);
        }
    }

    /** Prints records of the first log, learns of others, and sorts what was in none. */
    private void first(RecordedEvent event, Set<String> logs, LineSorter sorter, OutputStream out) throws IOException {
        if (event.getEventType().getName().equals(LogImport.IMPORTED_LOG) && logs.size() < LOGS) {
            logs.add(event.getString("logSource"));
            return;
        }
        for (Printed printed : printed(event)) {
            if (!printed.place.isKnown()) {
                sorter.add(printed.nanos, printed.bytes());
                continue;
            }
            if (logs.size() < LOGS) {
                logs.add(printed.place.source());
            }
            if (logs.iterator().next().equals(printed.place.source())) {
                out.write(printed.bytes());
            }
        }
    }

    private void later(RecordedEvent event, String log, OutputStream out) throws IOException {
        for (Printed printed : printed(event)) {
            if (printed.place.isKnown() && printed.place.source().equals(log)) {
                out.write(printed.bytes());
            }
        }
    }

    private record Printed(LogPlace place, long nanos, Rendered rendered) {

        byte[] bytes() throws IOException {
            return rendered.bytes();
        }
    }

    private interface Rendered {
        byte[] bytes() throws IOException;
    }

    private List<Printed> printed(RecordedEvent event) {
        if (event.getEventType().getName().equals(KeptText.EVENT)) {
            KeptText line = KeptText.of(event);
            return wanted(line.tracepoint(), line.nanos())
                    ? List.of(new Printed(line.place(), line.nanos(), () -> rendering.render(line)))
                    : List.of();
        }
        if (types.size() > CACHED_TYPES) {
            types.clear();
        }
        Optional<PrintedType> type = types.computeIfAbsent(event.getEventType(), PrintedType::of);
        return type.isEmpty()
                ? List.of()
                : type.get().records(event).stream()
                        .filter(record -> wanted(record.tracepoint().name(), record.nanos()))
                        .map(record -> new Printed(record.place(), record.nanos(), () -> rendering.render(record)))
                        .toList();
    }

    private boolean wanted(String tracepoint, long nanos) {
        if (pattern.isPresent() && !pattern.get().enables(List.of(tracepoint), true)) {
            return false;
        }
        Instant time = Instant.ofEpochSecond(0, nanos);
        return !time.isBefore(from) && time.isBefore(to);
    }
}
